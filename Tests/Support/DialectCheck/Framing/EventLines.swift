/// Which lines of server-sent events the readers of a dialect take.
struct EventLines: Sendable {
    /// Whether every event carries an `event:` line, or none may.
    var name: Presence

    /// Whether `: comment` lines are skipped by every reader.
    var allowsComments: Bool

    enum Presence: Sendable {
        case required, forbidden, optional
    }

    static let dataOnly = EventLines(name: .forbidden, allowsComments: true)
    static let named = EventLines(name: .required, allowsComments: true)
    static let mixed = EventLines(name: .optional, allowsComments: true)
    static let bare = EventLines(name: .forbidden, allowsComments: false)
}
