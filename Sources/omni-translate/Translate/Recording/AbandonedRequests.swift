internal import IPC

/// How requests ended whose stream ingress has reset, until it asks (`KIND_REQUEST_END`).
///
/// It does at once, so that few are kept: beyond the bound the oldest half is forgotten.
struct AbandonedRequests {
    private struct Entry {
        let requestID: String
        let receivedUnixUs: Int64
        let end: ResponseEnd
    }

    private var entries: [Entry] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// How many are kept.
    var count: Int { entries.count }

    /// Keeps the end of a request.
    mutating func keep(_ end: ResponseEnd, of head: RequestHead) {
        if entries.count >= limit { entries.removeFirst(entries.count - limit / 2) }
        entries.append(
            Entry(requestID: head.requestID, receivedUnixUs: head.receivedUnixUs, end: end))
    }

    /// Gives the end of a request away; nil when it is not known.
    mutating func take(_ ask: RequestEndAsk) -> ResponseEnd? {
        let place = entries.lastIndex {
            $0.receivedUnixUs == ask.receivedUnixUs && $0.requestID == ask.requestID
        }
        return place.map { entries.remove(at: $0).end }
    }
}
