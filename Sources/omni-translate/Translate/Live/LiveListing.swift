internal import IPC

/// A request that may be under way when somebody wants to see all of them.
protocol LiveSource: AnyObject {
    /// When it came, in nanoseconds of the loop's clock.
    var started: UInt64 { get }
    var requestID: String { get }
    /// What it is at; `now` in nanoseconds of the loop's clock.
    func liveRow(now: UInt64) -> LiveRequest
}

/// The requests under way, as an administrator asks for them.
///
/// Nothing is kept for it: whatever is open is walked through when somebody asks.
enum LiveListing {
    /// The oldest of those that the filter lets through, as many as are wanted and find room; and how many there are.
    static func answer<Source: LiveSource>(
        _ sources: [Source], _ ask: LiveAsk, now: UInt64
    ) -> LiveAnswer {
        let ordered = sources.sorted {
            $0.started == $1.started ? $0.requestID < $1.requestID : $0.started < $1.started
        }
        var list = LiveList(limit: ask.limit)
        var matching = 0
        for source in ordered {
            // Without a filter only the rows that are shown are made.
            if ask.isOpen, list.isFull {
                matching = ordered.count
                break
            }
            let row = source.liveRow(now: now)
            guard ask.wants(row) else { continue }
            matching += 1
            list.add(row)
        }
        return LiveAnswer(
            requests: list.rows, running: UInt32(clamping: ordered.count),
            matching: UInt32(clamping: matching))
    }
}

/// Rows that fit one answer.
private struct LiveList {
    private(set) var rows: [LiveRequest] = []
    private(set) var isFull: Bool
    private var room = Limits.liveBytes
    private let limit: Int

    init(limit: UInt32) {
        self.limit = limit == 0 ? Limits.liveRows : min(Int(limit), Limits.liveRows)
        isFull = false
    }

    mutating func add(_ row: LiveRequest) {
        guard !isFull else { return }
        room -= row.encoded().count
        guard room >= 0 else { return isFull = true }
        rows.append(row)
        isFull = rows.count == limit
    }
}

extension LiveAsk {
    /// Whether it lets everything through.
    var isOpen: Bool {
        keys.isEmpty && providers.isEmpty && connections.isEmpty && models.isEmpty
            && states.isEmpty && stream == nil
    }

    /// Whether it lets a row through.
    func wants(_ row: LiveRequest) -> Bool {
        (keys.isEmpty || keys.contains(row.keyName.isEmpty ? "-" : row.keyName))
            && (providers.isEmpty || providers.contains(row.provider))
            && (connections.isEmpty || connections.contains(row.connectionName))
            && (models.isEmpty || models.contains(row.modelAsked) || models.contains(row.model))
            && (states.isEmpty || states.contains(row.state))
            && (stream == nil || stream == row.stream)
    }
}
