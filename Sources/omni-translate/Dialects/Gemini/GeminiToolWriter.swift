internal import IPC
internal import JSON

/// Writes `tools` and `toolConfig` (facts: gemini, section 5).
struct GeminiToolWriter {
    let plan: GeminiToolPlan
    /// `toolConfig` of a client of this dialect, where it says more than the choice.
    let config: JSONDocument?

    init(_ plan: GeminiToolPlan, _ request: ModelRequest) {
        self.plan = plan
        config = request.extensions.first { $0.dialect == .gemini && $0.name == "toolConfig" }
            .flatMap { try? JSONDocument($0.value.bytes) }  // it came from a document
    }

    /// Writes both fields, where there is anything to say.
    func write(into writer: inout JSONWriter) {
        if !plan.isEmpty {
            writer.name("tools")
            writer.array { writer in
                if !plan.functions.isEmpty {
                    writer.object { writer in
                        writer.name("functionDeclarations")
                        writer.array { for function in plan.functions { $0.raw(function.bytes) } }
                    }
                }
                for group in plan.builtins { writer.raw(group.bytes) }
            }
        }
        writeConfig(into: &writer)
    }

    private func writeConfig(into writer: inout JSONWriter) {
        let rest = (config?.root.members ?? []).filter {
            GeminiNames.camelCase($0.name) != "functionCallingConfig"
        }
        let calling = callingConfig()
        guard calling != nil || !rest.isEmpty else { return }
        writer.name("toolConfig")
        writer.object { writer in
            if let calling {
                writer.name("functionCallingConfig")
                writer.raw(calling.bytes)
            }
            for member in rest {
                writer.name(text: member.name)
                writer.raw(member.value.rawBytes)
            }
        }
    }

    private func callingConfig() -> RawJSON? {
        guard let choice = plan.choice else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            switch choice {
            case .auto: writer.member("mode", isValidated ? "VALIDATED" : "AUTO")
            case ToolChoice.none: writer.member("mode", "NONE")
            case .required: writer.member("mode", "ANY")
            case .tool(let name):
                writer.member("mode", "ANY")
                Self.write([name], into: &writer)
            case .allowed(let names, let required):
                writer.member("mode", required ? "ANY" : "VALIDATED")
                Self.write(names, into: &writer)
            }
        }
        return RawJSON(writer.take())
    }

    /// The client asked for arguments that obey their schemas.
    private var isValidated: Bool {
        let calling = config?["functionCallingConfig"] ?? config?["function_calling_config"]
        return calling?["mode"]?.string?.uppercased() == "VALIDATED"
    }

    private static func write(_ names: [String], into writer: inout JSONWriter) {
        writer.name("allowedFunctionNames")
        writer.array { for name in names { $0.string(name) } }
    }
}
