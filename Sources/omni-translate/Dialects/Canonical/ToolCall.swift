/// A model's wish to call a tool.
package struct ToolCall: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// Arguments are a JSON object.
        case function
        /// Arguments are free text.
        case custom
    }

    package var id: String
    package var name: String
    /// openai-responses: the group of tools that the name belongs to.
    package var namespace: String?
    package var kind = Kind.function
    /// For a function its JSON text, byte for byte as it came (perhaps empty or broken); for a custom tool the text.
    package var arguments: String
    package var proof: Proof?
    package var cacheMark: OpaqueValue?
    /// The whole call as it came, where it is one of a tool of its own dialect ("local_shell", "bash") and no plain
    /// function.
    package var builtin: OpaqueValue?
    /// Further members of its own dialect: a JSON object of them, such as anthropic's `caller`.
    package var extras: OpaqueValue?

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// What a tool answered.
package struct ToolResult: Sendable, Equatable {
    package var callID: String
    /// Name of the tool, where the dialect says it.
    package var name: String?
    /// Text and media.
    package var content: [Block]
    package var isError = false
    /// The result was given as a JSON value rather than text (gemini): it as it came.
    package var json: RawJSON?
    package var kind = ToolCall.Kind.function
    package var cacheMark: OpaqueValue?
    /// The whole item, where it is the answer to a `ToolCall.builtin`.
    package var builtin: OpaqueValue?

    package init(callID: String, content: [Block]) {
        self.callID = callID
        self.content = content
    }

    /// Its text blocks joined by line feeds.
    package var text: String {
        var texts: [String] = []
        for case .text(let block) in content { texts.append(block.text) }
        return texts.joined(separator: "\n")
    }
}
