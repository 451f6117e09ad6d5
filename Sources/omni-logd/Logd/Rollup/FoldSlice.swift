internal import IPC

/// Sums and durations of a day by one dimension only, or by none: a tenth of the rows, for the questions that need no more.
///
/// A slice is a table as the day's own, in which one set stands for all that share its value (and, among sums, the way in
/// which requests ended). So what reads the whole table reads a slice, and gets the same sums.
package enum FoldSlice {
    /// The slice by nothing but how requests ended.
    static let whole = 0
    /// How many there are: `whole`, then one for each of `DimensionTable.groups`.
    static let count = DimensionTable.groups.count + 1

    /// How long the stretches of a table are.
    enum Grain: Int, CaseIterable {
        /// Parts of a day that lie in one day of the settings' zone.
        case pieces
        case hours
        case quarters

        /// The slices that are kept; by quarters of an hour the others would be half of the whole.
        var sums: Range<Int> { self == .quarters ? 0..<1 : 0..<FoldSlice.count }
        /// The same of durations, which are not known by the quarter.
        var durations: Range<Int> {
            switch self {
            case .pieces: 0..<FoldSlice.count
            case .hours: 0..<1
            case .quarters: 0..<0
            }
        }
    }

    /// The row of a day's slice.
    static func id(_ grain: Grain, _ slice: Int, _ day: Int) -> Int {
        grain.rawValue << 40 | slice << 32 | day
    }

    /// The rows of all slices that a day may have.
    package static func ids(of day: Int) -> [Int] {
        Grain.allCases.flatMap { grain in (0..<count).map { id(grain, $0, day) } }
    }

    /// The slice of a question about some dimensions; nil where it needs several.
    ///
    /// - Parameters:
    ///   - dimensions: Places among `DimensionTable.groups`.
    ///   - areSums: Sums are kept apart by results in each slice; durations are not.
    /// - Returns: Its number.
    static func number(_ dimensions: Set<Int>, areSums: Bool) -> Int? {
        let result = DimensionTable.index(.groupResult)
        let wanted = dimensions.filter { !areSums || $0 != result }
        guard let first = wanted.first else { return whole }
        return wanted.count == 1 ? first + 1 : nil
    }

    /// The place of the set that stands for each set of a day; nil where that would not halve them.
    ///
    /// - Parameters:
    ///   - slice: Which one.
    ///   - sets: Places of the day's sets in a table; negative for sets that are not known.
    ///   - table: The table.
    ///   - byResult: Whether results are kept apart as well.
    /// - Returns: A place among the day's sets for each of them.
    static func stands(
        _ slice: Int, for sets: [Int32], _ table: DimensionTable, byResult: Bool
    ) -> [UInt64]? {
        var first: [UInt64: UInt64] = [:]
        var stands: [UInt64] = []
        stands.reserveCapacity(sets.count)
        for (place, set) in sets.enumerated() {
            guard set >= 0 else {
                stands.append(UInt64(place))
                continue
            }
            let value = slice == whole ? 0 : UInt64(table.rows[Int(set)][slice - 1])
            let key = value << 8 | (byResult ? UInt64(table.results[Int(set)]) : 0)
            if let known = first[key] {
                stands.append(known)
            } else {
                first[key] = UInt64(place)
                stands.append(UInt64(place))
            }
        }
        return first.count * 2 <= sets.count ? stands : nil
    }
}
