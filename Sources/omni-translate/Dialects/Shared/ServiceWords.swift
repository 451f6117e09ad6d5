internal import IPC
internal import JSON

/// What providers call the terms on which they serve.
enum ServiceWords {
    /// The terms that a word stands for; none for a word that says nothing of them, such as "auto".
    ///
    /// OpenAI serves "fast" and "ultrafast" at several times the standard price, so a word that nobody here knows is no
    /// reason to take that: what is served on such terms costs what nobody knows.
    static func tier(_ word: String) -> ServiceTier {
        switch word.lowercased() {
        case "", "auto", "none", "unspecified", "traffic_type_unspecified": .none
        // Vertex says ON_DEMAND; capacity that was bought beforehand has the standard price.
        case "default", "standard", "on_demand", "scale", "provisioned", "provisioned_throughput":
            .standard
        case "priority", "on_demand_priority": .priority
        case "flex", "on_demand_flex": .flex
        case "batch": .batch
        case "fast": .fast
        default: .mixed
        }
    }

    /// The terms that a node names; none where it is missing or no text.
    static func tier(_ node: JSONTape.Node?, _ tape: JSONTape, _ bytes: RawSpan) -> ServiceTier {
        guard let node, tape.kind(node) == .string, tape.contentRange(node).count <= 32 else {
            return .none
        }
        // The two that nearly all answers name.
        if tape.equals(node, "default", in: bytes) || tape.equals(node, "standard", in: bytes) {
            return .standard
        }
        return tape.string(node, in: bytes).map(tier) ?? .none
    }
}
