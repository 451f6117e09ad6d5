/// Room for bodies on their way: bytes in all, and places for those that anybody may send.
final class BodyBudget {
    /// What one body takes.
    struct Room: Equatable {
        let bytes: Int
        /// The source of one that anybody may send; nil for others.
        let stranger: String?
    }

    private var bytesLeft: Int
    private var openLeft: Int
    private let openOfSource: Int
    private var openBySource: [String: Int] = [:]

    init(
        bytes: Int = Limits.allBodyBytes, open: Int = Limits.openBodies,
        openOfSource: Int = Limits.openBodiesOfSource
    ) {
        bytesLeft = bytes
        openLeft = open
        self.openOfSource = openOfSource
    }

    /// Takes room; nil when there is not enough.
    ///
    /// - Parameters:
    ///   - bytes: How long the body may be.
    ///   - stranger: Where it comes from when it is of an operation that takes no right; nil for others.
    /// - Returns: What to give back.
    func reserve(_ bytes: Int, stranger: String?) -> Room? {
        guard bytes <= bytesLeft else { return nil }
        if let stranger {
            let held = openBySource[stranger, default: 0]
            guard openLeft > 0, held < openOfSource else { return nil }
            openLeft -= 1
            openBySource[stranger] = held + 1
        }
        bytesLeft -= bytes
        return Room(bytes: bytes, stranger: stranger)
    }

    /// Gives room back.
    func release(_ room: Room) {
        bytesLeft += room.bytes
        guard let stranger = room.stranger else { return }
        openLeft += 1
        let left = openBySource[stranger, default: 0] - 1
        openBySource[stranger] = left > 0 ? left : nil
    }
}
