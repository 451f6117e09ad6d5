/// How many insertions, deletions, replacements and swaps of neighbours lie between two texts.
enum EditDistance {
    /// The distance, or nil when it is more than `limit`.
    ///
    /// Costs the length times the limit.
    static func within(_ limit: Int, _ a: [UInt8], _ b: ArraySlice<UInt8>) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        let far = limit + 1
        let start = b.startIndex
        var beforeLast = [Int](repeating: far, count: b.count + 1)
        var last = (0...b.count).map { min($0, far) }
        var row = [Int](repeating: far, count: b.count + 1)
        for i in 0..<a.count {
            // Outside of this band every distance is more than the limit.
            let low = max(0, i - limit)
            let high = min(b.count, i + limit + 1)
            for index in row.indices { row[index] = far }
            row[0] = min(i + 1, far)
            for j in low..<high {
                let same = a[i] == b[start + j]
                var best = min(last[j + 1], row[j]) + 1
                best = min(best, last[j] + (same ? 0 : 1))
                if i > 0, j > 0, a[i] == b[start + j - 1], a[i - 1] == b[start + j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row[j + 1] = min(best, far)
            }
            (beforeLast, last, row) = (last, row, beforeLast)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
