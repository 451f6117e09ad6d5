/// How much a model shall think, and whether the client sees it.
package struct ReasoningRequest: Sendable, Equatable {
    package enum Effort: String, Sendable, Equatable, CaseIterable, Comparable {
        case none, minimal, low, medium, high, xhigh, max

        package static func < (left: Effort, right: Effort) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    package var effort: Effort?
    /// Tokens; 0 is none and -1 as many as the model likes.
    package var budget: Int?
    /// anthropic: thinking is on and its amount is left to the model.
    package var isAdaptive = false
    /// Thinking was switched off in so many words.
    package var isDisabled = false
    /// The client wants to read the thoughts (or summaries); nil when it did not say.
    package var isVisible: Bool?
    /// openai-responses: "auto", "concise", "detailed".
    package var summary: String?

    package init() {}
}

/// What form the answer's text must have.
package enum OutputFormat: Sendable, Equatable {
    case text
    /// Any JSON object.
    case jsonObject
    case jsonSchema(JSONSchemaFormat)
}

/// An answer that must obey a schema.
package struct JSONSchemaFormat: Sendable, Equatable {
    package var name: String?
    package var schema: RawJSON
    package var strict: Bool?
    package var description: String?

    package init(_ schema: RawJSON, name: String? = nil) {
        self.schema = schema
        self.name = name
    }
}
