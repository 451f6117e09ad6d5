package import IPC
package import JSON

/// A request as a provider wants it.
package struct EncodedRequest: Sendable {
    /// Path below the connection's base URL, with its query.
    package var path: String
    /// Of the dialect; credentials come from egress.
    package var headers: [Header]
    /// Pieces of the client's bytes and new ones between them, so that a large body is never copied.
    package var body: JSONSegments
    /// What reading the answer takes.
    package var plan: AnswerPlan
    /// What was lost and is worth telling.
    package var warnings: [String]

    package init(
        path: String, headers: [Header], body: JSONSegments, plan: AnswerPlan,
        warnings: [String] = []
    ) {
        self.path = path
        self.headers = headers
        self.body = body
        self.plan = plan
        self.warnings = warnings
    }
}

/// What was changed in a request and must be changed back in its answer.
package struct AnswerPlan: Sendable {
    /// The provider streams, whatever the client wants.
    package var streams = false
    /// The client wants a stream.
    package var clientStreams = false
    /// The client gets nothing before the answer is whole, because its codec makes something else of it.
    package var isRevised = false
    /// openai-chat clients: token counts inside the stream were asked for.
    package var includesUsage = false
    /// openai-chat: the gateway alone asked for token counts inside the stream, so that they are taken out again.
    package var hidesUsage = false
    /// openai-chat clients: calls are answered as `function_call`.
    package var usesLegacyFunctions = false
    /// Names that the provider sees in place of the client's.
    package var toolNames = ToolNames()
    /// Tools of the client that are custom ones but were declared as functions with one string `input`, by the client's
    /// name.
    package var customTools: Set<String> = []
    /// Tools that were qualified by their namespace: provider's name to (namespace, name).
    package var namespaces: [String: QualifiedName] = [:]
    /// Name of the tool whose arguments are really the answer's text, where structured output is emulated.
    package var answerTool: String?
    /// Structured output is emulated by instruction: code fences around it are taken off.
    package var stripsFences = false
    /// Stop texts that the provider does not know and the gateway cuts at.
    package var stopTexts: [String] = []
    /// `<think>` tags in text are reasoning.
    package var extractsThinkTags = false
    /// The client wants reasoning to be seen; nil when it did not say.
    package var showsReasoning: Bool?
    /// Names of tools of the client that stand for a tool of its own dialect, such as "local_shell", by name.
    package var builtinTools: [String: String] = [:]

    package init() {}
}

/// A tool's name within a namespace.
package struct QualifiedName: Sendable, Equatable {
    package var namespace: String
    package var name: String

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }
}
