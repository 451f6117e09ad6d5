/// How long ticks kept events waiting, over the last one to two minutes, in power-of-two buckets.
public struct LatencyWindow {
    private var current = [UInt32](repeating: 0, count: 40)
    private var previous = [UInt32](repeating: 0, count: 40)
    private var currentMax: UInt64 = 0
    private var previousMax: UInt64 = 0
    private var windowStart: UInt64 = 0
    static let windowNanoseconds: UInt64 = 60_000_000_000

    /// An empty window.
    public init() {}

    /// Counts one delay; `now` is monotonic.
    public mutating func record(nanoseconds: UInt64, now: UInt64) {
        if now &- windowStart > Self.windowNanoseconds {
            swap(&current, &previous)
            for index in current.indices { current[index] = 0 }
            previousMax = currentMax
            currentMax = 0
            windowStart = now
        }
        let bucket = min(39, 64 - nanoseconds.leadingZeroBitCount)
        current[bucket] &+= 1
        currentMax = max(currentMax, nanoseconds)
    }

    /// Upper bound in microseconds under which the given share (0...1) of the delays lies; 0 when none was counted.
    public func microseconds(share: Double) -> UInt32 {
        let total = zip(current, previous).reduce(0) { $0 + UInt64($1.0) + UInt64($1.1) }
        guard total > 0 else { return 0 }
        let wanted = UInt64((Double(total) * share).rounded(.up))
        var seen: UInt64 = 0
        for bucket in current.indices {
            seen += UInt64(current[bucket]) + UInt64(previous[bucket])
            if seen >= wanted {
                let bound = UInt32(clamping: (UInt64(1) << UInt64(bucket)) / 1000)
                return min(bound, max(1, maximumMicroseconds))
            }
        }
        return maximumMicroseconds
    }

    /// The longest delay, in microseconds.
    public var maximumMicroseconds: UInt32 {
        UInt32(clamping: max(currentMax, previousMax) / 1000)
    }
}
