internal import DaemonLife

/// What queries did since the start, for metrics.
struct QueryCounts {
    private var endings: [QueryStream.Ending: UInt64] = [:]
    private var durations = [UInt64](repeating: 0, count: bounds.count + 1)
    private var nanoseconds: UInt64 = 0

    /// Upper bounds of the classes of durations, in nanoseconds.
    private static let bounds: [UInt64] = [
        1_000_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        1_000_000_000, 5_000_000_000,
    ]

    /// A query ended.
    mutating func add(_ ending: QueryStream.Ending, nanoseconds taken: UInt64) {
        endings[ending, default: 0] += 1
        nanoseconds &+= taken
        durations[Self.bounds.firstIndex { taken <= $0 } ?? Self.bounds.count] += 1
    }

    /// Writes the counts.
    func collect(_ metrics: inout MetricsWriter) {
        metrics.counters(
            "omniroute_logd_queries_total", "Queries by how they ended.",
            QueryStream.Ending.allCases.map { ending in
                (labels: [("result", ending.rawValue)], value: endings[ending] ?? 0)
            })
        metrics.histogram(
            "omniroute_logd_query_duration_seconds", "Time until a query was answered.",
            bounds: Self.bounds, counts: durations, nanoseconds: nanoseconds)
    }
}
