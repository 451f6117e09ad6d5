internal import IPC

/// The group of each dimension set, and the names of groups.
struct AggregateGroups {
    /// The group of each set of the table; -1 for sets that are not wanted.
    private(set) var ofSet: [Int32] = []
    /// The values of each group, as numbers of the table's names.
    private(set) var values: [[Int32]] = []

    /// Groups all sets that a table has.
    init(_ table: DimensionTable, _ question: AggregateQuestion) {
        let indexes = question.groups.compactMap { DimensionTable.index($0) }
        let accepted = question.filter.accepted(table)
        var numbers: [UInt64: Int32] = [:]
        ofSet.reserveCapacity(table.rows.count)
        for (row, isWanted) in zip(table.rows, accepted) {
            guard isWanted else {
                ofSet.append(-1)
                continue
            }
            // Names are fewer than two million: three fit into a number.
            var key: UInt64 = 0
            for index in indexes { key = key << 21 | UInt64(row[index]) }
            if let number = numbers[key] {
                ofSet.append(number)
            } else {
                let number = Int32(values.count)
                numbers[key] = number
                values.append(indexes.map { row[$0] })
                ofSet.append(number)
            }
        }
    }
}
