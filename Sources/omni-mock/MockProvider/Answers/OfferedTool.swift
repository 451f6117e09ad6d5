/// A tool that a request offers.
package struct OfferedTool: Sendable, Equatable {
    /// What a call of the tool looks like.
    package enum Kind: Sendable, Equatable {
        /// A JSON object is passed.
        case function
        /// Free text is passed.
        case custom
        /// The `local_shell` tool of openai-responses.
        case localShell
        /// The `shell` tool of openai-responses.
        case shell
    }

    /// Its name.
    package var name: String
    /// The namespace it is offered in; only openai-responses has them.
    package var namespace: String?
    /// What a call looks like.
    package var kind = Kind.function
    /// What a call passes to it, made from its schema: JSON, or text for a custom tool.
    package var arguments: [UInt8] = []
    /// What a call passes to it to run the command that the conversation asks for; nil if it runs
    /// no commands, or none is asked for.
    package var commandArguments: [UInt8]?
}
