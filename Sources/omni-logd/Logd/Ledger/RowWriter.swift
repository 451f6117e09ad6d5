internal import Store

/// Binds the parameters of a statement one after another.
struct RowWriter {
    private let statement: Statement
    /// How many are bound.
    private(set) var count = 0

    /// Begins at the first parameter.
    init(_ statement: Statement) { self.statement = statement }

    mutating func text(_ value: String) {
        count += 1
        statement.bindOnce(count, value)
    }

    mutating func time(_ value: Int64) {
        count += 1
        statement.bind(count, value)
    }

    /// An amount: 63 bits hold what it can be.
    mutating func amount(_ value: UInt64) {
        count += 1
        statement.bind(count, Int64(clamping: value))
    }

    /// An amount of which a part may be unknown: -1 less what is known then, so that the column needs no other beside it.
    mutating func amount(_ value: UInt64, isUnknown: Bool) {
        count += 1
        let known = Int64(clamping: value)
        statement.bind(count, isUnknown ? -1 - known : known)
    }

    mutating func amount(_ value: UInt64?) {
        guard let value else { return null() }
        amount(value)
    }

    /// A name rather than an amount: all 64 bits count.
    mutating func name(_ value: UInt64) {
        count += 1
        statement.bind(count, Int64(bitPattern: value))
    }

    mutating func small(_ value: UInt32) { amount(UInt64(value)) }

    mutating func flag(_ value: Bool) { amount(value ? 1 : 0) }

    mutating func word<Word: RawRepresentable<Int32>>(_ value: Word) {
        count += 1
        statement.bind(count, Int64(value.rawValue))
    }

    mutating func bytes(_ value: [UInt8]) {
        count += 1
        statement.bindOnce(count, value)
    }

    mutating func null() {
        count += 1
        statement.bind(count, nil)
    }

    /// Columns of a message that is not there.
    mutating func nulls(_ number: Int) {
        for _ in 0..<number { null() }
    }
}
