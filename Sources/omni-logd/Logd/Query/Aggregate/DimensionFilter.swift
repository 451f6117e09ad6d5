package import IPC

/// Which values of dimensions are wanted; of a dimension that is missing all are.
package struct DimensionFilter: Sendable {
    private var wanted: [(group: LedgerGroup, patterns: [String])] = []

    /// The conditions of a filter that are about dimensions.
    package init(_ filter: LedgerFilter) {
        add(.groupKey, filter.keys)
        add(.groupProvider, filter.providers)
        add(.groupConnection, filter.connections)
        add(.groupModel, filter.models)
        add(.groupCombo, filter.combos)
        add(.groupClient, Self.programs(filter.clients))
        add(.groupEndpoint, filter.endpoints.map { $0.word.description })
        add(.groupResult, filter.results.map { $0.word.description })
    }

    private mutating func add(_ group: LedgerGroup, _ values: [String]) {
        if !values.isEmpty { wanted.append((group, values.map { $0.isEmpty ? "-" : $0 })) }
    }

    /// The programs of clients as rows show them: with "claude-cli/2.1.0" the program is meant, whatever its version.
    static func programs(_ clients: [String]) -> [String] { clients.map(DimensionSet.program) }

    /// The dimensions that it is about.
    package var groups: [LedgerGroup] { wanted.map(\.group) }

    /// Whether all is wanted.
    package var isEmpty: Bool { wanted.isEmpty }

    /// Whether a set is wanted.
    package func accepts(_ set: DimensionSet) -> Bool {
        wanted.allSatisfy { group, patterns in
            let name = DimensionTable.name(group, of: set)
            return patterns.contains { Self.matches(group, name, $0) }
        }
    }

    /// Which sets of a table are wanted.
    package func accepted(_ table: DimensionTable) -> [Bool] {
        var accepted = [Bool](repeating: true, count: table.rows.count)
        for (group, patterns) in wanted {
            guard let index = DimensionTable.index(group) else { continue }
            // Each name is looked at once, not once a set.
            let names = table.names.map { name in
                patterns.contains { Self.matches(group, name, $0) }
            }
            for row in accepted.indices where accepted[row] {
                accepted[row] = names[Int(table.rows[row][index])]
            }
        }
        return accepted
    }

    private static func matches(_ group: LedgerGroup, _ name: String, _ pattern: String) -> Bool {
        group == .groupModel ? WildcardPattern.matches(name, pattern) : name == pattern
    }
}

/// Patterns in which "*" stands for any run of characters.
package enum WildcardPattern {
    /// Whether a text is what a pattern says.
    ///
    /// Goes back to the last star only, so it takes at most the product of the two lengths.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        guard pattern.utf8.contains(UInt8(ascii: "*")) else { return text == pattern }
        let text = Array(text.utf8)
        let pattern = Array(pattern.utf8)
        var position = 0
        var next = 0
        var star: (pattern: Int, text: Int)?
        while position < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                star = (next, position)
                next += 1
            } else if next < pattern.count, pattern[next] == text[position] {
                next += 1
                position += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                next = last.pattern + 1
                position = last.text + 1
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
