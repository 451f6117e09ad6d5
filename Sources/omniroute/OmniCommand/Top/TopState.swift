internal import IPC
internal import JSON

/// What `omniroute top` shows: filled as answers come, drawn once a second.
struct TopState {
    /// Newest requests that are kept to be shown.
    static let requestsKept = 200

    /// What is asked for, each of which may fail alone.
    enum Part: String, CaseIterable {
        case events
        case live = "requests under way"
        case connections
        case usage = "sums"
        case requests = "newest requests"
    }

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
    private var troubleOf: [Part: String] = [:]

    /// What keeps some of this from being known: each cause once, with what it is the cause of.
    var troubles: [String] {
        var causes: [(parts: [String], trouble: String)] = []
        for part in Part.allCases {
            guard let trouble = troubleOf[part] else { continue }
            if let place = causes.firstIndex(where: { $0.trouble == trouble }) {
                causes[place].parts.append(part.rawValue)
            } else {
                causes.append(([part.rawValue], trouble))
            }
        }
        return causes.map { "\($0.parts.joined(separator: ", ")): \($0.trouble)" }
    }

    /// A part is known, or is not for this reason.
    mutating func tell(_ part: Part, _ trouble: String?) { troubleOf[part] = trouble }

    /// Fills in a part, or keeps why it cannot be had: the rest is worth seeing without it.
    mutating func fill(
        _ part: Part, _ ask: (inout TopState) throws(CommandFailure) -> Void
    ) {
        do throws(CommandFailure) {
            try ask(&self)
            tell(part, nil)
        } catch {
            tell(part, error.message)
        }
    }

    /// A request has ended.
    mutating func finished(_ row: JSONValue) {
        requests.insert(row, at: 0)
        if requests.count > Self.requestsKept { requests.removeLast() }
    }

    /// A second is over.
    mutating func ticked(_ sums: JSONValue) { tick = sums }
}
