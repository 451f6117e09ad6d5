package import IPC

/// A piece of a turn or an answer.
package enum Block: Sendable, Equatable {
    case text(TextBlock)
    /// What the model says in place of an answer that it will not give.
    case refusal(String)
    case media(Media)
    case reasoning(Reasoning)
    case toolCall(ToolCall)
    /// Only in user turns.
    case toolResult(ToolResult)
    /// Something that only one dialect knows (a search the provider made itself, a compaction): forwarded to that
    /// dialect only.
    case opaque(OpaqueBlock)
}

/// Text, visible to the user.
package struct TextBlock: Sendable, Equatable {
    package var text: String
    /// The mark for prompt caches: `cache_control` of anthropic, `prompt_cache_breakpoint` of openai.
    package var cacheMark: OpaqueValue?
    package var citations: [Citation] = []
    /// gemini puts signatures on text as well; openai-responses marks phases.
    package var proof: Proof?

    package init(_ text: String) { self.text = text }
}

/// A value that only one dialect understands.
package struct OpaqueValue: Sendable, Equatable {
    package var dialect: Dialect
    package var json: RawJSON

    package init(_ dialect: Dialect, _ json: RawJSON) {
        self.dialect = dialect
        self.json = json
    }
}

/// A block that only one dialect knows, whole, as it came.
package struct OpaqueBlock: Sendable, Equatable {
    package var dialect: Dialect
    /// Its `type` there, such as "server_tool_use".
    package var type: String
    package var json: RawJSON

    package init(_ dialect: Dialect, type: String, json: RawJSON) {
        self.dialect = dialect
        self.type = type
        self.json = json
    }
}

/// Where a statement comes from.
package struct Citation: Sendable, Equatable {
    package var url: String?
    package var title: String?
    /// The words that were cited.
    package var citedText: String?
    /// Unicode scalars of the block's text that it is about, where known.
    package var range: Range<Int>?
    /// As it came, for its own dialect.
    package var original: OpaqueValue?

    package init(url: String? = nil, title: String? = nil) {
        self.url = url
        self.title = title
    }
}
