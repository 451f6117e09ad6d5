/// A dictionary of bounded size that forgets what was not asked for the longest.
package struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// An entry in a list from the newest to the oldest, linked by positions.
    private struct Entry: Sendable {
        var key: Key
        var value: Value
        var newer: Int
        var older: Int
    }

    private let limit: Int
    private var entries: [Entry] = []
    private var positions: [Key: Int] = [:]
    private var newest = -1
    private var oldest = -1

    /// Holds at most `limit` entries, which is 1 or more.
    package init(limit: Int) {
        precondition(limit > 0, "a table holds something")
        self.limit = limit
    }

    /// How many entries there are.
    package var count: Int { entries.count }

    /// The value of a key; asking for it makes it no newer.
    package subscript(key: Key) -> Value? {
        positions[key].map { entries[$0].value }
    }

    /// Changes the value of a key, which is `initial` when there is none, and makes it the newest.
    package mutating func update<Result>(
        _ key: Key, initial: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        let position = positions[key] ?? add(key, initial())
        if position != newest {
            unlink(position)
            linkAsNewest(position)
        }
        return body(&entries[position].value)
    }

    /// A position for a new entry, which is linked already.
    private mutating func add(_ key: Key, _ value: Value) -> Int {
        let position: Int
        if entries.count < limit {
            position = entries.count
            entries.append(Entry(key: key, value: value, newer: -1, older: -1))
        } else {
            position = oldest
            unlink(position)
            positions[entries[position].key] = nil
            entries[position] = Entry(key: key, value: value, newer: -1, older: -1)
        }
        positions[key] = position
        linkAsNewest(position)
        return position
    }

    private mutating func unlink(_ position: Int) {
        let (newer, older) = (entries[position].newer, entries[position].older)
        if newer >= 0 { entries[newer].older = older } else { newest = older }
        if older >= 0 { entries[older].newer = newer } else { oldest = newer }
    }

    private mutating func linkAsNewest(_ position: Int) {
        entries[position].newer = -1
        entries[position].older = newest
        if newest >= 0 { entries[newest].newer = position } else { oldest = position }
        newest = position
    }
}
