internal import IPC

/// How requests ended, for a moment.
///
/// Ingress asks for those whose stream it has reset, or whose end crossed with such a reset (`KIND_REQUEST_END`). And when
/// ingress is killed, what logd had not yet acknowledged goes with it: then the requests that ended a moment ago are told
/// from here.
struct EndedRequests {
    /// An object, so that the place of one that is forgotten costs nothing.
    private final class Entry {
        /// Without its headers: they are many, and only the client's name is needed.
        let head: RequestHead
        let client: String
        let end: ResponseEnd
        let status: UInt32
        let microseconds: UInt64
        let ingress: ObjectIdentifier?
        /// Nanoseconds of the loop's clock.
        let ended: UInt64
        var isAsked = false
        var isTold = false

        init(
            _ head: RequestHead, _ client: String, _ end: ResponseEnd, _ status: UInt32,
            _ microseconds: UInt64, _ ingress: ObjectIdentifier?, _ ended: UInt64
        ) {
            self.head = head
            self.client = client
            self.end = end
            self.status = status
            self.microseconds = microseconds
            self.ingress = ingress
            self.ended = ended
        }
    }

    /// Oldest first, behind places of those that are forgotten.
    private var entries: [Entry?] = []
    private var first = 0
    private let limit: Int
    private let age: UInt64

    /// Prepares for requests.
    ///
    /// - Parameters:
    ///   - limit: How many are kept, 1 or more; the oldest are forgotten for others.
    ///   - age: Nanoseconds after which one is forgotten.
    init(limit: Int, age: UInt64) {
        self.limit = limit
        self.age = age
    }

    /// How many are kept.
    var count: Int { entries.count - first }

    /// Keeps the end of a request.
    ///
    /// - Parameters:
    ///   - end: How it ended.
    ///   - head: What was asked.
    ///   - status: The status of the answer; 0 without one.
    ///   - microseconds: How long it took.
    ///   - ingress: The connection that it came by.
    ///   - now: Nanoseconds of the loop's clock.
    mutating func keep(
        _ end: ResponseEnd, of head: RequestHead, status: UInt32 = 0, microseconds: UInt64 = 0,
        from ingress: ObjectIdentifier? = nil, now: UInt64 = 0
    ) {
        forget(now: now)
        if count >= limit { dropFirst() }
        var bare = head
        bare.headers = []
        let client = ClientProgram.name(head.headers)
        entries.append(Entry(bare, client, end, status, microseconds, ingress, now))
    }

    /// Gives the end of a request, once; nil when it is not known.
    mutating func take(_ ask: RequestEndAsk) -> ResponseEnd? {
        // What is asked for has just ended: from the newest to the oldest.
        for place in entries[first...].indices.reversed() {
            guard let entry = entries[place], !entry.isAsked,
                entry.head.receivedUnixUs == ask.receivedUnixUs,
                entry.head.requestID == ask.requestID
            else { continue }
            entry.isAsked = true
            return entry.end
        }
        return nil
    }

    /// What is to be told of requests whose ingress is lost, oldest first; none of them is told again.
    mutating func told(by ingress: ObjectIdentifier, now: UInt64) -> [RequestRecord] {
        forget(now: now)
        return entries[first...].compactMap { entry in
            guard let entry, entry.ingress == ingress, !entry.isTold else { return nil }
            entry.isTold = true
            return RequestRecord(
                secondhand: entry.head, client: entry.client, end: entry.end,
                status: entry.status, totalMicroseconds: entry.microseconds)
        }
    }

    /// Forgets those that are old.
    mutating func forget(now: UInt64) {
        while first < entries.count, let entry = entries[first], now - min(now, entry.ended) > age {
            dropFirst()
        }
    }

    private mutating func dropFirst() {
        entries[first] = nil
        first += 1
        // Moved as often as there were places to forget, which costs little for each.
        guard first > entries.count / 2 else { return }
        entries.removeFirst(first)
        first = 0
    }
}
