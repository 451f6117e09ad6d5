internal import JSON

/// The lines that came last, to know them again.
struct RecentLines {
    private let limit: Int
    private var order: [[UInt8]] = []
    private var next = 0
    private var known: Set<[UInt8]> = []

    /// Remembers so many.
    init(limit: Int) { self.limit = limit }

    /// Whether a line was not there before; it is known from now on.
    mutating func isNew(_ row: JSONValue) -> Bool {
        let line = Self.identity(row)
        guard known.insert(line).inserted else { return false }
        guard order.count == limit else {
            order.append(line)
            return true
        }
        known.remove(order[next])
        order[next] = line
        next = (next + 1) % limit
        return true
    }

    /// What tells a line apart: all that it says, whether it comes from a page or as an event.
    private static func identity(_ row: JSONValue) -> [UInt8] {
        let names = ["time", "daemon", "pid", "level", "message", "fields"]
        return Array(names.map { row[$0]?.rawBytes ?? [] }.joined(separator: [0]))
    }
}
