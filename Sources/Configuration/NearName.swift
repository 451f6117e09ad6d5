/// The name somebody probably meant.
public enum NearName {
    /// The candidate with the fewest edits away from `name`, when that is few for its length; the first of several.
    public static func nearest(_ name: String, in candidates: [String]) -> String? {
        let written = Array(name.lowercased().utf8)
        guard written.count <= 64 else { return nil }
        let limit = max(1, written.count / 3)
        let best =
            candidates
            .map { (name: $0, distance: distance(written, Array($0.lowercased().utf8))) }
            .min { $0.distance < $1.distance }
        guard let best, best.distance <= limit else { return nil }
        return best.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two texts.
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast = [Int]()
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var best = min(last[j + 1], row[j]) + 1
                best = min(best, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
