/// A path such as `/openai/deployments/NAME/chat/completions`, or `/openai/v1/chat/completions`.
struct AzurePath: Equatable {
    /// What is asked for.
    enum Operation: Equatable {
        case chat
        case completions
    }

    /// The deployment, which is the model; nil where the body names it.
    let deployment: String?
    /// What is asked for.
    let operation: Operation

    /// Whether the query must name the version of the API.
    var wantsVersion: Bool { deployment != nil }

    private static let operations: [Substring: Operation] = [
        "chat/completions": .chat, "completions": .completions,
    ]

    /// Reads a path without its query; nil if it is no such path.
    init?(_ path: Substring) {
        guard path.hasPrefix("/openai/") else { return nil }
        let rest = path.dropFirst("/openai/".count)
        if rest.hasPrefix("v1/"), let operation = Self.operations[rest.dropFirst(3)] {
            deployment = nil
            self.operation = operation
            return
        }
        let mark = "deployments/"
        guard rest.hasPrefix(mark) else { return nil }
        let parts = rest.dropFirst(mark.count).split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let operation = Self.operations[parts[1]] else { return nil }
        deployment = PercentCoding.decode(parts[0])
        self.operation = operation
    }
}
