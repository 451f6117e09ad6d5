internal import IPC
internal import JSON

/// A page of rows, or a piece of an export.
package struct PageAnswer: Sendable {
    /// The bytes.
    package var bytes: [UInt8]
    /// Where an export goes on; nil when it is over.
    package var next: RowCursor?
    /// How many rows there were so far.
    package var rows: Int

    /// Answers a question, or goes on with an export.
    ///
    /// - Parameters:
    ///   - question: What is asked, with the cursor to go on from.
    ///   - rows: Rows that an export has given already.
    ///   - snapshot: What there was when it was asked.
    ///   - reader: The thread's files.
    ///   - clock: Monotonic nanoseconds.
    /// - Throws: Why there is no answer.
    package init(
        _ question: PageQuestion, after rows: Int = 0, _ snapshot: LedgerSnapshot,
        _ reader: LedgerReader, clock: @escaping () -> UInt64
    ) throws(QueryFailure) {
        self.rows = rows
        bytes = []
        let room = question.limit.map { $0 - rows } ?? .max
        let limit = question.isExport ? min(room, Limits.exportRows) : room
        guard question.table != .console else {
            let found = try ConsoleScan.find(question, limit: limit, snapshot, clock: clock)
            next = found.next
            write(found.lines, question)
            finish(question, found.lines.count)
            return
        }
        var after: Int64?
        if case .row(let number) = question.cursor { after = number }
        let found = try RowScan.find(
            question.table, question.filter, after: after, limit: limit,
            oldestFirst: question.oldestFirst, snapshot, reader, clock: clock)
        next = found.next.map { .row($0) }
        write(found.rows, question)
        finish(question, found.rows.count)
    }

    private mutating func finish(_ question: PageQuestion, _ count: Int) {
        if rows == 0, question.format == .csv, question.cursor == nil || !question.isExport {
            bytes = RowCSV.header(question.table) + bytes
        }
        rows += count
        if question.isExport, let limit = question.limit, rows >= limit { next = nil }
    }

    private mutating func write(_ rows: [NumberedRow], _ question: PageQuestion) {
        switch question.format {
        case .csv: for row in rows { bytes += RowCSV.line(row) }
        case .jsonLines:
            var writer = JSONWriter()
            for row in rows {
                row.write(to: &writer)
                bytes += writer.take()
                bytes.append(UInt8(ascii: "\n"))
            }
        case .json:
            var writer = JSONWriter()
            writer.object { object in
                object.name("data")
                object.array { array in
                    for row in rows { row.write(to: &array) }
                }
                write(next, to: &object)
            }
            bytes = writer.take()
        }
    }

    private mutating func write(_ lines: [ConsoleScan.Line], _ question: PageQuestion) {
        switch question.format {
        case .csv: for line in lines { bytes += line.csv }
        case .jsonLines:
            for line in lines {
                bytes += line.bytes
                bytes.append(UInt8(ascii: "\n"))
            }
        case .json:
            var writer = JSONWriter()
            let next = next
            writer.object { object in
                object.name("data")
                object.array { array in
                    for line in lines { array.raw(line.bytes) }
                }
                write(next, to: &object)
            }
            bytes = writer.take()
        }
    }

    private func write(_ next: RowCursor?, to object: inout JSONWriter) {
        object.name("next")
        if let next { object.string(next.text) } else { object.null() }
    }
}
