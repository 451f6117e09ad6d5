internal import IPC

/// Requests that wait for a place, in the order in which they came, behind all connections that could take them.
///
/// Pure: who may try again is told by `ready` and `due`. Bounded in all, per connection and, where several keys are in use, per
/// key: one cannot take all places from the others. A request that finds no room is refused at once rather than late.
struct WaitingRoom {
    /// A request in one of its queues; it has left when its visit is over.
    private struct Entry {
        let ask: Ask
        let visit: UInt64
        let order: UInt64

        var isLive: Bool { ask.visit == visit && !ask.isAnswered }
    }

    /// How many wait, in all and by key.
    private struct Census {
        private(set) var count = 0
        private var byKey: [String: Int] = [:]

        func hasRoom(for ask: Ask, of places: Int, isShared: Bool) -> Bool {
            count < places
                && (!isShared || byKey[ask.message.keyID] ?? 0 < Limits.waitingShare(of: places))
        }

        mutating func came(_ ask: Ask) {
            count += 1
            byKey[ask.message.keyID, default: 0] += 1
        }

        mutating func left(_ ask: Ask) {
            count -= 1
            let rest = (byKey[ask.message.keyID] ?? 0) - 1
            byKey[ask.message.keyID] = rest > 0 ? rest : nil
        }
    }

    private struct Queue {
        private(set) var entries: [Entry] = []
        /// When the first may try again, nanoseconds of the monotonic clock; `UInt64.max` for when a call ends.
        var opens = UInt64.max
        private(set) var census = Census()

        mutating func insert(_ entry: Entry) {
            let place = entries.lastIndex { $0.order < entry.order }.map { $0 + 1 } ?? 0
            entries.insert(entry, at: place)
            census.came(entry.ask)
        }

        /// The first that still waits.
        mutating func first() -> Ask? {
            guard let place = entries.firstIndex(where: \.isLive) else { return nil }
            entries.removeFirst(place)
            return entries[0].ask
        }

        /// One of its requests has left.
        mutating func left(_ ask: Ask) {
            census.left(ask)
            // Entries of those who left cost memory only, and go when they are the greater part.
            if entries.count > 2 * census.count + 16 { entries.removeAll { !$0.isLive } }
        }
    }

    private var queues: [String: Queue] = [:]
    private var visits: UInt64 = 0
    private var census = Census()
    /// Requests that wait.
    var count: Int { census.count }
    /// When `due` is to be called at the latest; `UInt64.max` when it need not be.
    private(set) var nextDeadline = UInt64.max

    /// Takes a request in; false when there is no room.
    ///
    /// One that was here before keeps its place among the others.
    ///
    /// - Parameters:
    ///   - ask: The request.
    ///   - connections: Those that could take it, by id, with the number of requests that may wait for each.
    ///   - until: When one of them will be free, if that is known.
    ///   - isShared: Whether others than its key want places too; it may hold only a share of them then.
    /// - Returns: Whether it waits now.
    mutating func enter(
        _ ask: Ask, behind connections: [(id: String, depth: Int)], until: UInt64?,
        isShared: Bool = false
    ) -> Bool {
        let isBack = ask.order != 0
        var seen: Set<String> = []
        let places = connections.prefix(Limits.waitingPlaces).filter { place in
            guard seen.insert(place.id).inserted else { return false }
            let census = queues[place.id]?.census ?? Census()
            return isBack || census.hasRoom(for: ask, of: place.depth, isShared: isShared)
        }
        guard !places.isEmpty,
            isBack || census.hasRoom(for: ask, of: Limits.waitingAsks, isShared: isShared)
        else { return false }
        visits += 1
        if ask.order == 0 { ask.order = visits }
        ask.visit = visits
        ask.places = places.map(\.id)
        let entry = Entry(ask: ask, visit: visits, order: ask.order)
        for id in ask.places {
            queues[id, default: Queue()].insert(entry)
            if let until, let opens = queues[id]?.opens { queues[id]?.opens = min(opens, until) }
        }
        census.came(ask)
        nextDeadline = min(nextDeadline, ask.deadline, until ?? .max)
        return true
    }

    /// The request that may try now because a call of a connection has ended; nil when none waits.
    mutating func ready(_ connection: String) -> Ask? {
        guard count > 0, let ask = queues[connection]?.first() else { return nil }
        leave(ask)
        return ask
    }

    /// Connections at which those who wait may try now, and the requests whose time is over.
    mutating func due(at now: UInt64) -> (open: [String], late: [Ask]) {
        guard now >= nextDeadline else { return ([], []) }
        let late = take { $0.deadline <= now }
        var open: [String] = []
        nextDeadline = .max
        for (id, queue) in queues {
            if queue.opens <= now {
                open.append(id)
            } else {
                nextDeadline = min(nextDeadline, queue.opens)
            }
            for entry in queue.entries where entry.isLive {
                nextDeadline = min(nextDeadline, entry.ask.deadline)
            }
        }
        for id in open { queues[id]?.opens = .max }
        return (open.sorted(), late)
    }

    /// Requests whose asker is gone; they hold no place any more.
    mutating func takeUnwanted() -> [Ask] {
        count > 0 ? take { !$0.isWanted() } : []
    }

    /// Lets a request go whose answer is not wanted any more; its places are free at once.
    mutating func withdraw(_ ask: Ask) {
        if ask.visit != 0 { leave(ask) }
    }

    /// All that wait, in the order in which they came.
    mutating func empty() -> [Ask] {
        let asks = take { _ in true }
        queues = [:]
        nextDeadline = .max
        return asks
    }

    /// Takes out those of whom something holds, in the order in which they came.
    private mutating func take(where holds: (Ask) -> Bool) -> [Ask] {
        let entries = queues.values.flatMap { $0.entries.filter { $0.isLive && holds($0.ask) } }
        var taken: [Ask] = []
        for entry in entries where entry.isLive {
            leave(entry.ask)
            taken.append(entry.ask)
        }
        return taken.sorted { $0.order < $1.order }
    }

    private mutating func leave(_ ask: Ask) {
        ask.visit = 0
        census.left(ask)
        for id in ask.places {
            queues[id]?.left(ask)
            if queues[id]?.census.count == 0 { queues[id] = nil }
        }
        ask.places = []
    }
}
