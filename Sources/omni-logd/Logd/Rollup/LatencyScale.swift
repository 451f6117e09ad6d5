/// Classes of durations: eight between a power of two and the next, so that a class tells a duration to within 6 %.
package enum LatencyScale {
    /// How many classes there are; the last one holds all from four hours on.
    package static let count = 256

    /// The class of a duration in microseconds.
    package static func index(_ microseconds: UInt64) -> Int {
        guard microseconds >= 8 else { return Int(microseconds) }
        let power = 63 - microseconds.leadingZeroBitCount
        let part = Int(microseconds >> UInt64(power - 3)) & 7
        return min(count - 1, (power - 2) * 8 + part)
    }

    /// The least duration of a class.
    package static func least(_ index: Int) -> UInt64 {
        guard index >= 8 else { return UInt64(index) }
        return UInt64(8 + index % 8) << UInt64(index / 8 - 1)
    }

    /// The duration that stands for a class: as far, in proportion, from its least as from its greatest.
    package static func value(_ index: Int) -> UInt64 {
        let first = least(index)
        let last = least(index + 1) - 1
        guard first < last else { return first }
        // Durations have fewer bits than a Double, their products more than 64.
        return UInt64(2 * Double(first) * Double(last) / Double(first + last))
    }

    /// The duration that a share of all durations does not exceed (nearest rank).
    ///
    /// - Parameters:
    ///   - share: Above 0, at most 1: 0.95 for the 95th percentile.
    ///   - counts: How many durations each class has.
    /// - Returns: Microseconds; nil without any duration.
    package static func percentile(_ share: Double, _ counts: ArraySlice<UInt32>) -> UInt64? {
        percentiles([share], counts)?.values.first
    }

    /// As `percentile`, several in one look.
    ///
    /// - Parameters:
    ///   - shares: In rising order.
    ///   - counts: How many durations each class has.
    /// - Returns: How many durations there are, and a duration for each share; nil without any.
    static func percentiles(
        _ shares: [Double], _ counts: ArraySlice<UInt32>
    ) -> (count: UInt64, values: [UInt64])? {
        let all = counts.reduce(UInt64(0)) { $0 + UInt64($1) }
        guard all > 0 else { return nil }
        var ranks = shares.map { max(1, UInt64(($0 * Double(all)).rounded(.up))) }[...]
        var values: [UInt64] = []
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() where count > 0 {
            seen += UInt64(count)
            while let rank = ranks.first, seen >= rank {
                values.append(value(index))
                ranks.removeFirst()
            }
            if ranks.isEmpty { break }
        }
        return (all, values)
    }

    /// As the other, of the durations themselves, in rising order.
    package static func percentile(_ share: Double, sorted durations: [UInt64]) -> UInt64? {
        guard !durations.isEmpty else { return nil }
        let rank = Int((share * Double(durations.count)).rounded(.up))
        return durations[min(durations.count, max(1, rank)) - 1]
    }
}
