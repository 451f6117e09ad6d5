/// A tool that a client offers to a model.
package struct Tool: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case function
        /// openai: free text instead of arguments; the grammar it must follow, when there is one.
        case custom(format: RawJSON?)
        /// A tool that the provider knows or runs itself; `original` holds it.
        case builtin(BuiltinTool)
    }

    package var name: String
    package var description: String?
    /// JSON schema of the arguments; nil for none.
    package var parameters: RawJSON?
    package var strict: Bool?
    package var kind = Kind.function
    package var namespace: String?
    package var cacheMark: OpaqueValue?
    /// The whole declaration as it came, for its own dialect.
    package var original: OpaqueValue?

    package init(name: String, description: String? = nil, parameters: RawJSON? = nil) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// Tools that providers know by themselves.
package enum BuiltinTool: Sendable, Equatable {
    case webSearch(WebSearch)
    case codeExecution
    /// Of one dialect only; its type there.
    case other(String)
}

/// What can be said about a provider's web search in more than one dialect.
package struct WebSearch: Sendable, Equatable {
    package var maxUses: Int?
    package var allowedDomains: [String] = []
    package var blockedDomains: [String] = []
    /// Approximate place of the user: a JSON object with `city`, `region`, `country`, `timezone`.
    package var location: RawJSON?
    /// openai: "low", "medium", "high".
    package var contextSize: String?

    package init() {}
}

/// Whether and which tool must be called.
package enum ToolChoice: Sendable, Equatable {
    case auto
    case none
    /// Any tool, but one.
    case required
    case tool(String)
    /// Only these.
    case allowed([String], required: Bool)
}
