internal import JSON

/// Requests under way, as /api/live tells them, and how they are looked at.
struct LiveRows {
    /// Which come first.
    enum Order: String, CaseIterable {
        case oldest
        case newest
        case silent
        case largest
    }

    /// Rows that one key of a whole page moves.
    static let page = 10

    /// What was told last, the oldest first.
    private(set) var rows: [JSONValue] = []
    /// How many are under way in all; nil before it is known.
    private(set) var running: Int64?
    /// How many of those are with a process that was renewed, and not told one by one.
    private(set) var unlisted: Int64 = 0
    private(set) var order = Order.oldest
    /// Rows that are scrolled over.
    private(set) var offset = 0

    /// An answer came.
    mutating func told(_ answer: JSONValue) {
        rows = answer["data"]?.array ?? []
        unlisted = answer["unlisted"]?.int ?? 0
        running = answer["running"]?.int.map { $0 + unlisted }
        scroll(by: 0)
    }

    /// There is no answer.
    mutating func lost() {
        rows = []
        running = nil
        unlisted = 0
        scroll(by: 0)
    }

    /// The next order, from its first row on.
    mutating func sort() {
        let all = Order.allCases
        order = all[((all.firstIndex(of: order) ?? 0) + 1) % all.count]
        offset = 0
    }

    /// Moves down, or up where it is negative, as far as there are rows.
    mutating func scroll(by count: Int) {
        offset = max(0, min(offset + count, rows.count - 1))
    }

    /// As many rows as there is room for, in order; and the number of the first.
    func visible(_ room: Int) -> (first: Int, rows: ArraySlice<JSONValue>) {
        let sorted = sorted
        let first = max(0, min(offset, sorted.count - room))
        return (first, sorted[first..<min(sorted.count, first + max(0, room))])
    }

    private var sorted: [JSONValue] {
        switch order {
        case .oldest: rows
        case .newest: rows.reversed()
        case .silent: by("silent_us")
        case .largest: by("bytes_sent")
        }
    }

    /// The largest first; of equal ones the oldest, so that no two change places without a reason.
    private func by(_ name: String) -> [JSONValue] {
        rows.enumerated().map { (place: $0, size: $1[name]?.int ?? -1, row: $1) }
            .sorted { $0.size == $1.size ? $0.place < $1.place : $0.size > $1.size }
            .map(\.row)
    }
}
