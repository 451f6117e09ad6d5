extension Answer.Stop {
    /// The name that chat answers have for it.
    var chatReason: String {
        switch self {
        case .end, .pause: "stop"
        case .length: "length"
        case .calls: "tool_calls"
        case .filter: "content_filter"
        }
    }
}
