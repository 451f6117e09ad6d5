internal import IPC
internal import JSON

/// What providers call the terms on which they serve.
enum ServiceWords {
    /// The terms that a word stands for; none for a word that says nothing of them, such as "auto".
    static func tier(_ word: String) -> ServiceTier {
        switch word.lowercased() {
        // Vertex says ON_DEMAND; capacity that was bought beforehand has the standard price.
        case "default", "standard", "on_demand", "scale": .standard
        case "priority", "on_demand_priority": .priority
        case "flex", "on_demand_flex": .flex
        case "batch": .batch
        default: .none
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
