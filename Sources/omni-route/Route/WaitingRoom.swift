internal import IPC

/// Requests that wait for a place, in the order in which they came, behind all connections that could take them.
///
/// Pure: who may try again is told by `ready` and `due`. Bounded in all and per connection; a request that finds no room is
/// refused at once rather than late.
struct WaitingRoom {
    /// A request in one of its queues; it has left when its visit is over.
    private struct Entry {
        let ask: Ask
        let visit: UInt64
        let order: UInt64

        var isLive: Bool { ask.visit == visit && !ask.isAnswered }
    }

    private struct Queue {
        var entries: [Entry] = []
        /// When the first may try again, nanoseconds of the monotonic clock; `UInt64.max` for when a call ends.
        var opens = UInt64.max

        mutating func insert(_ entry: Entry) {
            let place = entries.lastIndex { $0.order < entry.order }.map { $0 + 1 } ?? 0
            entries.insert(entry, at: place)
        }

        /// Takes the first that still waits.
        mutating func popFirst() -> Ask? {
            guard let place = entries.firstIndex(where: \.isLive) else {
                entries = []
                return nil
            }
            let ask = entries[place].ask
            entries.removeFirst(place + 1)
            return ask
        }
    }

    private var queues: [String: Queue] = [:]
    private var visits: UInt64 = 0
    /// Requests that wait.
    private(set) var count = 0
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
    /// - Returns: Whether it waits now.
    mutating func enter(
        _ ask: Ask, behind connections: [(id: String, depth: Int)], until: UInt64?
    ) -> Bool {
        let isBack = ask.order != 0
        var seen: Set<String> = []
        let places = connections.prefix(Limits.waitingPlaces).filter { place in
            seen.insert(place.id).inserted && (isBack || hasRoom(place.id, place.depth))
        }
        guard !places.isEmpty, isBack || count < Limits.waitingAsks else { return false }
        visits += 1
        if ask.order == 0 { ask.order = visits }
        ask.visit = visits
        let entry = Entry(ask: ask, visit: visits, order: ask.order)
        for place in places {
            var queue = queues.removeValue(forKey: place.id) ?? Queue()
            queue.insert(entry)
            if let until { queue.opens = min(queue.opens, until) }
            queues[place.id] = queue
        }
        count += 1
        nextDeadline = min(nextDeadline, ask.deadline, until ?? .max)
        return true
    }

    /// Those who left by another queue hold no place.
    private mutating func hasRoom(_ connection: String, _ depth: Int) -> Bool {
        guard let queue = queues[connection], queue.entries.count >= depth else { return true }
        queues[connection]?.entries.removeAll { !$0.isLive }
        return (queues[connection]?.entries.count ?? 0) < depth
    }

    /// The request that may try now because a call of a connection has ended; nil when none waits.
    mutating func ready(_ connection: String) -> Ask? {
        guard count > 0, var queue = queues.removeValue(forKey: connection) else { return nil }
        let ask = queue.popFirst()
        if !queue.entries.isEmpty { queues[connection] = queue }
        if let ask { leave(ask) }
        return ask
    }

    /// Connections at which those who wait may try now, and the requests whose time is over.
    mutating func due(at now: UInt64) -> (open: [String], late: [Ask]) {
        guard now >= nextDeadline else { return ([], []) }
        var open: [String] = []
        var late: [Ask] = []
        nextDeadline = .max
        for (connection, var queue) in queues {
            queue.entries.removeAll { !$0.isLive }
            for entry in queue.entries where entry.isLive && entry.ask.deadline <= now {
                leave(entry.ask)
                late.append(entry.ask)
            }
            queue.entries.removeAll { !$0.isLive }
            if queue.opens <= now {
                queue.opens = .max
                open.append(connection)
            }
            for entry in queue.entries { nextDeadline = min(nextDeadline, entry.ask.deadline) }
            nextDeadline = min(nextDeadline, queue.opens)
            queues[connection] = queue.entries.isEmpty ? nil : queue
        }
        return (open.sorted(), late)
    }

    /// Requests whose asker is gone; they hold no place any more.
    mutating func takeUnwanted() -> [Ask] {
        guard count > 0 else { return [] }
        var gone: [Ask] = []
        for entry in queues.values.flatMap(\.entries) where entry.isLive && !entry.ask.isWanted() {
            leave(entry.ask)
            gone.append(entry.ask)
        }
        return gone
    }

    /// All that wait, for a process that stops.
    mutating func empty() -> [Ask] {
        let asks = queues.values.flatMap(\.entries).filter(\.isLive).map(\.ask)
        for ask in asks { ask.visit = 0 }
        queues = [:]
        count = 0
        nextDeadline = .max
        var seen: Set<ObjectIdentifier> = []
        return asks.filter { seen.insert(ObjectIdentifier($0)).inserted }
    }

    private mutating func leave(_ ask: Ask) {
        ask.visit = 0
        count -= 1
    }
}
