internal import Store

/// Reads the columns of a row one after another.
struct RowReader {
    private let row: Statement
    private var column: Int

    /// Begins at the first column, or at another.
    init(_ row: Statement, from column: Int = 0) {
        self.row = row
        self.column = column
    }

    /// Whether the next column is NULL.
    var isNull: Bool { row.isNull(column) }

    /// Passes columns over.
    mutating func skip(_ number: Int) { column += number }

    private mutating func next() -> Int {
        defer { column += 1 }
        return column
    }

    mutating func text() -> String { row.text(next()) }
    mutating func time() -> Int64 { row.int64(next()) }
    mutating func amount() -> UInt64 { UInt64(clamping: row.int64(next())) }
    mutating func name() -> UInt64 { UInt64(bitPattern: row.int64(next())) }
    mutating func small() -> UInt32 { UInt32(clamping: row.int64(next())) }
    mutating func flag() -> Bool { row.int64(next()) != 0 }
    mutating func bytes() -> [UInt8] { row.blob(next()) }

    /// As `RowWriter.amount(_:isUnknown:)` writes it.
    mutating func partlyKnownAmount() -> (known: UInt64, isUnknown: Bool) {
        let value = row.int64(next())
        return (UInt64(clamping: value < 0 ? -1 - value : value), value < 0)
    }

    mutating func optionalAmount() -> UInt64? {
        guard !isNull else {
            skip(1)
            return nil
        }
        return amount()
    }

    /// An enumeration; a number that only a later version knows is read as `other`.
    mutating func word<Word: RawRepresentable<Int32>>(_ other: Word) -> Word {
        Word(rawValue: Int32(truncatingIfNeeded: row.int64(next()))) ?? other
    }
}
