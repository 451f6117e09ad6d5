/// The doors that wait for a change of keys or settings.
///
/// Pure: tokens in, tokens out.
struct DoorWatchers<Token: Hashable> {
    /// What to do with a new watcher.
    enum Action: Equatable {
        /// Answer it now: it holds something else.
        case answer
        /// Answer it at the next change.
        case wait
        /// Too many wait already.
        case refuse
    }

    private var waiting: Set<Token> = []

    /// Watchers that wait.
    var count: Int { waiting.count }

    /// A door that holds generation `held` asks for news.
    mutating func watch(_ token: Token, holding held: UInt64, current: UInt64) -> Action {
        guard held == current else { return .answer }
        guard waiting.count < Limits.watchers else { return .refuse }
        waiting.insert(token)
        return .wait
    }

    /// Something changed: all that wait are to be answered, and wait no more.
    mutating func changed() -> Set<Token> {
        defer { waiting = [] }
        return waiting
    }

    /// A door went away.
    mutating func left(_ token: Token) { waiting.remove(token) }
}
