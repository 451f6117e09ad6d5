internal import IPC
internal import JSON

/// What `omniroute top` shows: filled as answers come, drawn once a second.
struct TopState {
    /// Newest requests that are kept to be shown.
    static let requestsKept = 200

    /// How each daemon says it is.
    var daemons: [DaemonReport] = []
    /// How connections stand, as /api/resilience tells.
    var connections: [JSONValue] = []
    /// Sums of the last quarter of an hour by connection, as /api/usage tells.
    var usage: [JSONValue] = []
    /// Requests under way.
    var live = LiveRows()
    /// The newest requests, the newest first.
    private(set) var requests: [JSONValue] = []
    /// Sums of the last second.
    private(set) var tick: JSONValue?
    /// What keeps some of this from being known.
    var trouble: String?

    /// A request has ended.
    mutating func finished(_ row: JSONValue) {
        requests.insert(row, at: 0)
        if requests.count > Self.requestsKept { requests.removeLast() }
    }

    /// A second is over.
    mutating func ticked(_ sums: JSONValue) { tick = sums }
}
