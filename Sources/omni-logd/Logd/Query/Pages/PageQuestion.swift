package import IPC

/// A question about rows that makes sense.
package struct PageQuestion: Sendable {
    /// Which rows.
    package let table: LedgerTable
    /// Which of them.
    package let filter: RowFilter
    /// Where the page before ended; nil for the first.
    package var cursor: RowCursor?
    /// Most rows; of an export all rows when nil.
    package let limit: Int?
    /// How they are written.
    package let format: LedgerFormat
    /// The oldest come first.
    package let oldestFirst: Bool
    /// All of them rather than a page.
    package let isExport: Bool

    /// Checks a question.
    ///
    /// - Throws: What makes no sense.
    package init(_ message: LedgerPage) throws(QueryFailure) {
        guard message.table != .none else { throw .refused("there are no such rows") }
        table = message.table
        filter = try RowFilter(message.filter, message.table)
        if message.cursor.isEmpty {
            cursor = nil
        } else {
            cursor = RowCursor(message.cursor, console: message.table == .console)
            guard cursor != nil else { throw .refused("the cursor is not one of these rows") }
        }
        guard !message.export || message.format != .json else {
            throw .refused("an export is JSON lines or CSV")
        }
        format = message.format
        oldestFirst = message.oldestFirst
        isExport = message.export
        if message.export {
            limit = message.limit == 0 ? nil : Int(message.limit)
        } else {
            limit =
                message.limit == 0 ? Limits.pageRows : min(Int(message.limit), Limits.pageRowsMost)
        }
        guard table != .console || !oldestFirst else {
            throw .refused("console lines are read from the newest on")
        }
    }

    /// The media type of the answer.
    package var contentType: String { format.contentType }
}

extension LedgerFormat {
    /// The media type.
    package var contentType: String {
        switch self {
        case .json: "application/json"
        case .jsonLines: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8"
        }
    }
}

/// Where a page ended.
package enum RowCursor: Equatable, Sendable {
    /// After the row of a number.
    case row(Int64)
    /// Before a byte of a file of console lines.
    case console(file: UInt64, offset: Int64)

    /// Reads a cursor; nil when it is none of ours.
    init?(_ text: String, console: Bool) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        switch (parts.first, parts.count, console) {
        case ("r", 2, false):
            guard let number: Int64 = Self.number(parts[1]) else { return nil }
            self = .row(number)
        case ("c", 3, true):
            guard let file: UInt64 = Self.number(parts[1]),
                let offset: Int64 = Self.number(parts[2])
            else { return nil }
            self = .console(file: file, offset: offset)
        default: return nil
        }
    }

    /// A number as it is given out: digits, without leading zeros.
    private static func number<Number: FixedWidthInteger>(_ text: Substring) -> Number? {
        guard let number = Number(text), number >= 0, "\(number)" == text else { return nil }
        return number
    }

    /// As it is given out.
    package var text: String {
        switch self {
        case .row(let number): "r-\(number)"
        case .console(let file, let offset): "c-\(file)-\(offset)"
        }
    }
}
