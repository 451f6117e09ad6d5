/// The messages of a chat request whose text an answer refers to.
///
/// Their text is only taken once all are known: most messages of a long request are never needed.
struct ChatTurns {
    typealias Node = JSONReader.Node

    private var lastUser: Node?
    /// User messages since the last one of the model or of a tool.
    private var trailing: [Node] = []
    private var result: Node?
    private var callCount = 0

    /// Takes up a message.
    mutating func add(_ message: Node, role: String, calls: Int) {
        callCount += calls
        switch role {
        case "user":
            trailing.append(message)
            lastUser = message
            result = nil
        case "assistant":
            trailing.removeAll(keepingCapacity: true)
            result = nil
        case "tool", "function":
            trailing.removeAll(keepingCapacity: true)
            result = message
        default: break
        }
    }

    /// Tells a conversation what was found.
    ///
    /// - Parameters:
    ///   - conversation: What learns it.
    ///   - text: Takes the text of a message.
    func write(to conversation: inout Conversation, text: (Node) -> [UInt8]) {
        if trailing.isEmpty, let lastUser { conversation.user(text(lastUser)) }
        conversation.model(calls: callCount)
        for message in trailing { conversation.user(text(message)) }
        if let result { conversation.result(text(result)) }
    }
}
