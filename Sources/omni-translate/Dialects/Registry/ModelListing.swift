package import IPC
package import JSON

/// Where a provider lists its models, and how.
package struct ModelListing: Sendable {
    /// Below the connection's base URL.
    package var path: String
    package var headers: [Header] = []
    /// Member of the list, and of each entry the one with the name.
    private var list: String
    private var entry: String
    /// What stands before each name and does not belong to it.
    private var prefix = ""

    /// The listing of a connection with a dialect and a profile; nil where it has none.
    package static func of(_ dialect: Dialect, profile: String) -> ModelListing? {
        switch dialect {
        case .openaiChat, .openaiResponses:
            ModelListing(path: "/models", list: "data", entry: "id")
        case .anthropic:
            ModelListing(
                path: "/v1/models?limit=1000",
                headers: [Header(name: "anthropic-version", value: "2023-06-01")], list: "data",
                entry: "id")
        case .gemini:
            // Vertex has no list below a publisher's path that this form of URL reaches.
            profile == "vertex"
                ? nil
                : ModelListing(
                    path: "/v1beta/models?pageSize=1000", list: "models", entry: "name",
                    prefix: "models/")
        case .ollama: ModelListing(path: "/api/tags", list: "models", entry: "name")
        case .none, .cohere, .bedrock: nil
        }
    }

    /// The names in an answer.
    package func names(_ document: JSONDocument) -> [String] {
        let entries = document[list]?.array ?? []
        return entries.compactMap { $0[entry]?.string }
            .map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.utf8.count)) : $0 }
    }
}
