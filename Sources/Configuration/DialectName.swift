internal import IPC

/// The dialects as a configuration names them.
enum DialectName {
    /// Each with the provider that stands for any server of it.
    static let all: [(name: String, dialect: Dialect, provider: String)] = [
        ("openai-chat", .openaiChat, "openai-compatible"),
        ("openai-responses", .openaiResponses, "responses-compatible"),
        ("anthropic", .anthropic, "anthropic-compatible"),
        ("gemini", .gemini, "gemini-compatible"),
        ("ollama", .ollama, "ollama-compatible"),
        ("cohere", .cohere, "cohere-compatible"),
        ("bedrock", .bedrock, "bedrock-compatible"),
    ]

    /// The names alone.
    static var names: [String] { all.map(\.name) }

    /// The dialect of a name.
    static func dialect(_ name: String) -> Dialect? { all.first { $0.name == name }?.dialect }

    /// The name of a dialect.
    static func name(_ dialect: Dialect) -> String {
        all.first { $0.dialect == dialect }?.name ?? "none"
    }

    /// The provider that stands for any server of a dialect.
    static func provider(_ dialect: Dialect) -> CatalogueEntry? {
        all.first { $0.dialect == dialect }.flatMap { Catalogue.entry($0.provider) }
    }
}
