internal import IPC
internal import JSON

/// What route must know of a request.
enum OllamaFacts {
    /// Fields that the gateway reads or changes may stand once only.
    private static let once = ["model", "messages", "prompt", "stream", "tools", "system"]

    static func read(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        let document = JSONDocument(bytes: source.bytes, tape: source.tape)
        for name in once {
            let found = source.tape.allMembers(
                named: name, of: source.tape.root, in: source.bytes.span.bytes)
            guard found.count < 2 else {
                throw .badRequest(
                    "The field '\(name)' stands twice.", code: "duplicate_field", param: name)
            }
        }
        guard let model = document["model"]?.string, !model.isEmpty, model.utf8.count <= 512 else {
            throw .badRequest(
                "model is required", code: "missing_required_parameter", param: "model")
        }
        // Clients ask for the tag that they think every model has.
        let name = model.hasSuffix(":latest") ? String(model.dropLast(7)) : model
        var facts = RequestFacts(model: name)
        facts.stream = try stream(document)
        facts.tools = (document["tools"]?.array?.count ?? 0) > 0
        facts.jsonSchema = document["format"]?.kind == .object
        facts.estimatedInputTokens = TokenEstimate.input(
            source.tape, source.bytes.span.bytes)
        facts.maxOutputTokens =
            document["options"]?["num_predict"]?.int.map { UInt64(max(0, $0)) } ?? 0
        facts.sessionMark = SessionMark.of(source, [])
        if source.endpoint == .generate {
            guard let prompt = document["prompt"]?.string, !prompt.isEmpty else {
                throw .badRequest(
                    "prompt is required", code: "missing_required_parameter", param: "prompt")
            }
            facts.vision = hasImages(document.root)
        } else {
            guard let messages = document["messages"]?.array, !messages.isEmpty else {
                throw .badRequest(
                    "messages must be a list of at least one message",
                    code: "missing_required_parameter", param: "messages")
            }
            facts.vision = messages.contains(where: hasImages)
        }
        return facts
    }

    /// Streamed unless said otherwise.
    private static func stream(_ document: JSONDocument) throws(GatewayError) -> Bool {
        guard let value = document["stream"], !value.isNull else { return true }
        guard let stream = value.bool else {
            throw .badRequest("stream must be a boolean", code: "invalid_type", param: "stream")
        }
        return stream
    }

    private static func hasImages(_ value: JSONValue) -> Bool {
        (value["images"]?.count ?? 0) > 0
    }
}
