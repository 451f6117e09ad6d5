internal import JSON

/// `toolConfig`: declarations and choice, with what the dialect demands of them (facts: translation-matrix, section 3).
struct BedrockToolConfig {
    private let functions: [FunctionTools.Function]
    private let choice: ToolChoice?
    /// What the system text says, where the choice cannot be written.
    let words: String?

    /// Brings the choice into what the model takes.
    static func settle(
        _ tools: inout FunctionTools, _ model: BedrockModel, _ report: inout LossReport
    ) throws(GatewayError) {
        guard tools.isForced, let choice = tools.choice else { return }
        switch (model.forcedChoice, choice) {
        case (.named, _): return
        case (.any, .tool(let name)):
            tools.keepOnly(name)
            tools.choose(.required)
        case (.any, _): return
        case (.none, _):
            tools.choose(.auto)
            try report.lose(.droppedToolChoice)
        }
    }

    init(
        _ tools: FunctionTools, _ turns: [Turn], _ report: inout LossReport
    ) throws(GatewayError) {
        let history = Self.namesInHistory(turns, tools)
        let isForbidden = tools.choice == ToolChoice.none
        if isForbidden, history.isEmpty {
            (functions, choice, words) = ([], nil, nil)
            return
        }
        // Tool blocks in the history need a declaration, whether the tool is still there or not.
        functions =
            tools.functions.isEmpty ? history.map(Self.placeholder) : tools.functions
        choice = isForbidden ? nil : tools.choice
        guard isForbidden else {
            words = nil
            return
        }
        words = "Answer without calling a tool."
        try report.lose(.droppedToolChoice)
    }

    private static func namesInHistory(_ turns: [Turn], _ tools: FunctionTools) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for turn in turns {
            for case .toolCall(let call) in turn.blocks {
                let name = tools.name(call)
                if seen.insert(name).inserted { names.append(name) }
            }
        }
        return names
    }

    private static func placeholder(_ name: String) -> FunctionTools.Function {
        FunctionTools.Function(
            name: name, description: "Was used earlier and is not available any more.",
            parameters: ToolSchemas.empty)
    }

    /// Writes the member, when a tool is declared.
    func write(_ model: BedrockModel, into writer: inout JSONWriter) {
        guard !functions.isEmpty else { return }
        writer.name("toolConfig")
        writer.object { writer in
            writer.name("tools")
            writer.array { writer in
                for function in functions {
                    Self.write(function, into: &writer)
                    if model.cachesTools {
                        BedrockCachePoint.write(function.cacheMark, model, into: &writer)
                    }
                }
            }
            writeChoice(into: &writer)
        }
    }

    private static func write(
        _ function: FunctionTools.Function, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.name("toolSpec")
            writer.object { writer in
                writer.member("name", function.name)
                if !ASCIIText.isBlank(function.description) {
                    writer.member("description", function.description)
                }
                writer.name("inputSchema")
                writer.object { writer in
                    writer.member("json", raw: AnthropicSchema.toolRoot(function.parameters).bytes)
                }
            }
        }
    }

    /// The model's own choice is the default.
    private func writeChoice(into writer: inout JSONWriter) {
        switch choice {
        case .required:
            writer.name("toolChoice")
            writer.object { $0.member("any", raw: Array("{}".utf8)) }
        case .tool(let name):
            writer.name("toolChoice")
            writer.object { writer in
                writer.name("tool")
                writer.object { $0.member("name", name) }
            }
        case .some(.none), .auto, .allowed, nil: return
        }
    }
}
