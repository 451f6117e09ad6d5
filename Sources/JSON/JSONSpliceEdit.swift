/// A range of the original and what stands there instead.
struct JSONSpliceEdit: Sendable {
    /// Range in bytes; empty for an insertion.
    var range: Range<Int>

    /// The new bytes; empty for a removal.
    var bytes: [UInt8]

    /// Brings edits into order and drops those that lie inside of another.
    ///
    /// At one place insertions come first, in the order they were made. Of two edits of the same
    /// range the later one counts. Ranges of a tape contain one another or are apart; that ranges
    /// given by hand do not cross is a precondition.
    ///
    /// - Parameter edits: All edits, in the order they were made.
    /// - Returns: The edits that count, in order, none overlapping.
    static func resolve(_ edits: [JSONSpliceEdit]) -> [JSONSpliceEdit] {
        let order = edits.indices.sorted { first, second in
            let one = edits[first].range
            let other = edits[second].range
            if one.lowerBound != other.lowerBound { return one.lowerBound < other.lowerBound }
            if one.isEmpty || other.isEmpty {
                return one.isEmpty && other.isEmpty ? first < second : one.isEmpty
            }
            if one.upperBound != other.upperBound { return one.upperBound > other.upperBound }
            return first > second
        }
        var kept: [JSONSpliceEdit] = []
        var covered = 0
        for index in order {
            let edit = edits[index]
            if edit.range.lowerBound < covered {
                precondition(edit.range.upperBound <= covered, "two edits cross")
                continue
            }
            covered = edit.range.upperBound
            kept.append(edit)
        }
        return kept
    }
}
