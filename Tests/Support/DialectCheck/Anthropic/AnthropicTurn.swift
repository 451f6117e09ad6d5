internal import JSON

/// Messages of one role in a row, which the provider reads as one.
struct AnthropicTurn {
    let role: String
    let path: String
    var blocks: [(path: String, value: JSONValue)] = []

    static func merge(_ messages: [JSONValue]) -> [AnthropicTurn] {
        var turns: [AnthropicTurn] = []
        for (index, message) in messages.enumerated() {
            let path = "messages[\(index)]"
            let role = message.text("role") ?? ""
            // A system message in the middle belongs to no turn.
            if role == "system" { continue }
            if turns.last?.role != role { turns.append(AnthropicTurn(role: role, path: path)) }
            for (place, block) in message.list("content").enumerated() {
                turns[turns.count - 1].blocks.append(("\(path).content[\(place)]", block))
            }
        }
        return turns
    }

    /// The ids of the blocks of a type, in order.
    func ids(_ type: String, _ name: String) -> [String] {
        blocks.filter { $0.value.text("type") == type }.compactMap { $0.value.text(name) }
    }

    var startsWithThinking: Bool {
        let type = blocks.first?.value.text("type")
        return type == "thinking" || type == "redacted_thinking"
    }
}
