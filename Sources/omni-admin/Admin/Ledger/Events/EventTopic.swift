/// What an event is about.
enum EventTopic: String, CaseIterable, Sendable {
    /// A row of a request was committed.
    case requestFinished = "request.finished"
    /// Sums of the last second.
    case statsTick = "stats.tick"
    /// A daemon wrote a line of its log.
    case consoleLine = "console.line"
    /// Another configuration holds.
    case configChanged = "config.changed"
    /// A row of the audit log was written.
    case auditAdded = "audit.added"

    /// Whether it comes from logd, rather than from here.
    var isOfLogd: Bool {
        switch self {
        case .requestFinished, .statsTick, .consoleLine: true
        case .configChanged, .auditAdded: false
        }
    }

    /// The topic of an event of logd; nil for one that is about none.
    init?(event name: String) {
        switch name {
        // More of a second than is told one by one, one that was told before, and that a reader has to begin anew.
        case "request.many", "request.replaced", "reset": self = .requestFinished
        case "console.many": self = .consoleLine
        default: self.init(rawValue: name)
        }
    }

    /// The right that it takes.
    var scope: Scope { self == .auditAdded ? .access : .read }

    static let words = QueryWords<EventTopic>([
        "request.finished": .requestFinished, "stats.tick": .statsTick,
        "console.line": .consoleLine, "config.changed": .configChanged,
        "audit.added": .auditAdded,
    ])
}
