package import IPC
package import Store

/// Dimension sets with their names as numbers, so that millions of rows can be grouped without a text.
///
/// A reader keeps one: sets are only ever added.
package final class DimensionTable {
    /// The values of a set, each as the number of its name.
    package typealias Row = InlineArray<9, Int32>

    /// The names.
    package private(set) var names: [String] = []
    /// The sets.
    package private(set) var rows: [Row] = []
    /// How each of them ended.
    package private(set) var results: [UInt8] = []
    private var numbers: [String: Int32] = [:]
    private var places: [DimensionSet: Int32] = [:]
    /// Places of the sets of the file of derived data, by their numbers; -1 where there is none.
    private var folded: [Int32] = []

    /// No set.
    package init() {}

    /// Reads the sets that have come to the file of derived data since it was read the last time.
    package func update(_ database: Database) throws(StoreError) {
        let statement = try database.prepare(
            "SELECT id, \(DimensionColumns.list) FROM fold_sets WHERE id >= ? ORDER BY id")
        statement.bind(1, max(1, folded.count))
        while try statement.step() {
            let id = Int(statement.int64(0))
            // Ids count up from 1; a damaged file must not make the table grow without bound.
            guard id < Limits.foldedSets else { continue }
            while folded.count < id { folded.append(-1) }
            folded.append(place(of: DimensionColumns.read(statement, from: 1)))
        }
    }

    /// The place of a set of the file of derived data; nil when there is none.
    package func place(folded id: UInt64) -> Int32? {
        guard id < UInt64(folded.count) else { return nil }
        let place = folded[Int(id)]
        return place < 0 ? nil : place
    }

    /// The place of a set, which is added when it is new.
    package func place(of set: DimensionSet) -> Int32 {
        if let place = places[set] { return place }
        var row = Row(repeating: 0)
        for (index, group) in Self.groups.enumerated() {
            row[index] = number(of: Self.name(group, of: set))
        }
        let place = Int32(rows.count)
        rows.append(row)
        results.append(UInt8(set.result.rawValue))
        places[set] = place
        return place
    }

    private func number(of name: String) -> Int32 {
        if let number = numbers[name] { return number }
        let number = Int32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    // MARK: Dimensions

    /// The dimensions in the order of a row's values.
    package static let groups: [LedgerGroup] = [
        .groupKey, .groupProvider, .groupConnection, .groupModel, .groupCombo, .groupClient,
        .groupEndpoint, .groupResult, .groupTier,
    ]

    /// The place of a dimension in a row; nil for none.
    package static func index(_ group: LedgerGroup) -> Int? { groups.firstIndex(of: group) }

    /// A value as answers and filters name it: "-" for none.
    package static func name(_ group: LedgerGroup, of set: DimensionSet) -> String {
        let name =
            switch group {
            case .groupNone: ""
            case .groupKey: set.key
            case .groupProvider: set.provider
            case .groupConnection: set.connection
            case .groupModel: set.model
            case .groupCombo: set.combo
            case .groupClient: set.client
            case .groupEndpoint: set.endpoint.word.description
            case .groupResult: set.result.word.description
            case .groupTier: set.tier.word.description
            }
        return name.isEmpty ? "-" : name
    }
}
