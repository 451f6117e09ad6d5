/// Makes an offered tool, with the arguments that its calls would pass.
struct ToolReading {
    private let reader: JSONReader
    /// Only models of some names call just any tool, so only they need arguments made.
    private let wantsArguments: Bool
    /// What the conversation asks to be run; nil if nothing.
    private let command: [UInt8]?

    /// Reads the tools of a request.
    ///
    /// - Parameters:
    ///   - reader: The document.
    ///   - request: Its model and conversation are known.
    init(reader: JSONReader, request: PromptRequest) {
        self.reader = reader
        wantsArguments = request.model.base.hasPrefix("tool")
        command = request.conversation.command
    }

    /// A tool.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - kind: What its calls look like.
    ///   - schema: Its parameters; nil if it has none.
    ///   - namespace: The namespace it is offered in.
    /// - Returns: The tool.
    func tool(
        named name: String, kind: OfferedTool.Kind, schema: JSONReader.Node?,
        namespace: String? = nil
    ) -> OfferedTool {
        var tool = OfferedTool(name: name, namespace: namespace, kind: kind)
        if wantsArguments { tool.arguments = arguments(kind, schema) }
        if let command, ShellTool.rank(name) != nil {
            tool.commandArguments = arguments(kind, schema, running: command)
        }
        return tool
    }

    private func arguments(_ kind: OfferedTool.Kind, _ schema: JSONReader.Node?) -> [UInt8] {
        switch kind {
        case .function: SchemaExample(reader: reader).arguments(for: schema)
        case .custom: Array("text".utf8)
        case .localShell, .shell: arguments(kind, schema, running: Array("true".utf8))
        }
    }

    private func arguments(
        _ kind: OfferedTool.Kind, _ schema: JSONReader.Node?, running command: [UInt8]
    ) -> [UInt8] {
        let made = CommandArguments(reader: reader, command: command)
        return switch kind {
        case .function: made.object(for: schema)
        case .custom: command
        case .localShell: made.words
        case .shell: made.lines
        }
    }
}
