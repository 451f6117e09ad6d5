internal import IPC

/// How requests ended, until ingress asks (`KIND_REQUEST_END`): those whose stream it has reset, and the newest of all
/// others, whose end may cross with such a reset.
///
/// It asks at once, so that few are kept: beyond the bound the oldest are forgotten.
struct EndedRequests {
    private struct Entry {
        let requestID: String
        let receivedUnixUs: Int64
        let end: ResponseEnd
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
    mutating func keep(_ end: ResponseEnd, of head: RequestHead) {
        let entry = Entry(
            requestID: head.requestID, receivedUnixUs: head.receivedUnixUs, end: end)
        if entries.count < limit {
            entries.append(entry)
        } else {
            entries[next] = entry
        }
        next = (next + 1) % limit
    }

    /// Gives the end of a request away; nil when it is not known.
    mutating func take(_ ask: RequestEndAsk) -> ResponseEnd? {
        guard !entries.isEmpty else { return nil }
        // What is asked for has just ended: from the newest to the oldest.
        for step in 1...entries.count {
            let place = (next - step + entries.count) % entries.count
            guard let entry = entries[place], entry.receivedUnixUs == ask.receivedUnixUs,
                entry.requestID == ask.requestID
            else { continue }
            entries[place] = nil
            return entry.end
        }
        return nil
    }
}
