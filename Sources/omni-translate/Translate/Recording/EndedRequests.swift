internal import IPC

/// How requests ended, for a while.
///
/// Ingress asks for those whose stream it has reset, or whose end crossed with such a reset (`KIND_REQUEST_END`). And when
/// ingress is killed, what logd had not yet acknowledged goes with it: then the requests that ended a moment ago are told
/// from here. Beyond the bound the oldest are forgotten.
struct EndedRequests {
    private struct Entry {
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
    }

    private var entries: [Entry?] = []
    /// Where the next one goes: the oldest is there.
    private var next = 0
    private let limit: Int

    /// - Parameter limit: How many are kept, 1 or more.
    init(limit: Int) { self.limit = limit }

    /// How many are kept.
    var count: Int { entries.count { $0 != nil } }

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
        var bare = head
        bare.headers = []
        let entry = Entry(
            head: bare, client: ClientProgram.name(head.headers), end: end, status: status,
            microseconds: microseconds, ingress: ingress, ended: now)
        if entries.count < limit {
            entries.append(entry)
        } else {
            entries[next] = entry
        }
        next = (next + 1) % limit
    }

    /// Gives the end of a request, once; nil when it is not known.
    mutating func take(_ ask: RequestEndAsk) -> ResponseEnd? {
        guard !entries.isEmpty else { return nil }
        // What is asked for has just ended: from the newest to the oldest.
        for step in 1...entries.count {
            let place = (next - step + entries.count) % entries.count
            guard let entry = entries[place], !entry.isAsked,
                entry.head.receivedUnixUs == ask.receivedUnixUs,
                entry.head.requestID == ask.requestID
            else { continue }
            entries[place]?.isAsked = true
            return entry.end
        }
        return nil
    }

    /// What is to be told of requests whose ingress is lost, oldest first; none of them is told again.
    mutating func told(by ingress: ObjectIdentifier, endedAfter time: UInt64) -> [RequestRecord] {
        var records: [RequestRecord] = []
        for step in entries.indices {
            // Until it is full for the first time the oldest is the first, and so it is here: the ring begins at `next`.
            let place = entries.count < limit ? step : (next + step) % entries.count
            guard let entry = entries[place], entry.ingress == ingress else { continue }
            entries[place] = nil
            guard entry.ended > time else { continue }
            records.append(
                RequestRecord(
                    secondhand: entry.head, client: entry.client, end: entry.end,
                    status: entry.status, totalMicroseconds: entry.microseconds))
        }
        return records
    }

    /// Forgets those that ended before a time; whether others are left.
    mutating func forget(before time: UInt64) -> Bool {
        guard entries.contains(where: { $0.map { $0.ended >= time } ?? false }) else {
            entries = []
            next = 0
            return false
        }
        for place in entries.indices where entries[place].map({ $0.ended < time }) ?? false {
            entries[place] = nil
        }
        return true
    }
}
