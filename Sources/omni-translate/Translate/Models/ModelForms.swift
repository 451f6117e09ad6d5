internal import Dialects
internal import IPC
internal import JSON

/// Models as clients of each dialect list them (facts: openai-chat section 1, anthropic-messages section 1, gemini section 1,
/// others section 2).
///
/// Limits are left out as long as nothing knows them: a wrong one makes a client cut its own requests.
enum ModelForms {
    /// The list of `models` for a client that speaks `dialect`.
    static func list(_ models: [Model], for dialect: Dialect) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch dialect {
        case .gemini, .ollama: writer.name("models")
        case .anthropic: writer.name("data")
        case .none, .openaiChat, .openaiResponses, .cohere, .bedrock:
            writer.member("object", "list")
            writer.name("data")
        }
        writer.beginArray()
        for model in models { write(model, for: dialect, &writer) }
        writer.endArray()
        if dialect == .anthropic { writePage(models, &writer) }
        writer.endObject()
        return writer.bytes
    }

    /// One model for a client that speaks `dialect`.
    static func one(_ model: Model, for dialect: Dialect) -> [UInt8] {
        var writer = JSONWriter()
        if dialect == .ollama {
            writeShown(model, &writer)
        } else {
            write(model, for: dialect, &writer)
        }
        return writer.bytes
    }

    /// All models come on one page.
    private static func writePage(_ models: [Model], _ writer: inout JSONWriter) {
        writer.member("has_more", false)
        writer.name("first_id")
        if let first = models.first { writer.string(first.id) } else { writer.null() }
        writer.name("last_id")
        if let last = models.last { writer.string(last.id) } else { writer.null() }
    }

    private static func write(_ model: Model, for dialect: Dialect, _ writer: inout JSONWriter) {
        writer.beginObject()
        switch dialect {
        case .anthropic:
            writer.member("type", "model")
            writer.member("id", model.id)
            writer.member("display_name", model.id)
            writer.member("created_at", RFC3339.text(model.created))
        case .gemini:
            writer.member("name", "models/\(model.id)")
            writer.member("version", "001")
            writer.member("displayName", model.id)
            writer.member("description", model.ownedBy)
            writer.name("supportedGenerationMethods")
            writer.beginArray()
            writer.string("generateContent")
            writer.string("countTokens")
            writer.endArray()
        case .ollama:
            writer.member("name", model.id)
            writer.member("model", model.id)
            writer.member("modified_at", RFC3339.text(model.created))
            writer.member("size", 0)
            writer.member("digest", digest(model.id))
            writer.name("details")
            writeDetails(&writer)
        case .none, .openaiChat, .openaiResponses, .cohere, .bedrock:
            writer.member("id", model.id)
            writer.member("object", "model")
            writer.member("created", model.created)
            writer.member("owned_by", model.ownedBy)
        }
        writer.endObject()
    }

    private static func writeShown(_ model: Model, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("modelfile", "")
        writer.member("parameters", "")
        writer.member("template", "")
        writer.name("details")
        writeDetails(&writer)
        writer.name("model_info")
        writer.beginObject()
        writer.member("general.architecture", "remote")
        writer.member("general.basename", model.id)
        writer.endObject()
        writer.name("capabilities")
        writer.beginArray()
        for capability in ["completion", "tools", "vision", "thinking"] {
            writer.string(capability)
        }
        writer.endArray()
        writer.member("modified_at", RFC3339.text(model.created))
        writer.endObject()
    }

    private static func writeDetails(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("parent_model", "")
        writer.member("format", "remote")
        writer.member("family", "remote")
        writer.name("families")
        writer.beginArray()
        writer.string("remote")
        writer.endArray()
        writer.member("parameter_size", "")
        writer.member("quantization_level", "")
        writer.endObject()
    }

    /// Clients tell versions of a model apart by it; here one name is one version.
    private static func digest(_ id: String) -> String {
        SHA256.hash(Array(id.utf8)).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }.joined()
    }
}
