package import IPC

/// A piece of an answer, and how the next is made.
package struct QueryChunk: Sendable {
    /// Makes a piece.
    package typealias Maker = @Sendable (LedgerReader) throws(QueryFailure) -> QueryChunk

    /// The bytes.
    package var bytes: [UInt8]
    /// Makes the next piece; nil after the last.
    package var next: Maker?

    /// The only or last piece, or one of several.
    package init(_ bytes: [UInt8], next: Maker? = nil) {
        self.bytes = bytes
        self.next = next
    }
}

/// A query that makes sense: the media type of its answer, and its first piece or how it is made.
package struct PreparedQuery: Sendable {
    /// The media type.
    package let contentType: String
    /// The first piece.
    package let first: First

    /// A first piece.
    package enum First: Sendable {
        /// It is there: nothing has to be read for it.
        case ready(QueryChunk)
        /// A thread makes it.
        case made(by: QueryChunk.Maker)
    }

    /// A question about rows.
    package init(
        _ message: LedgerPage, _ snapshot: LedgerSnapshot, clock: @escaping @Sendable () -> UInt64
    ) throws(QueryFailure) {
        try TimeBounds.check(message.filter)
        let question = try PageQuestion(message)
        contentType = question.contentType
        first = .made(by: Self.piece(question, after: 0, snapshot, clock))
    }

    private static func piece(
        _ question: PageQuestion, after rows: Int, _ snapshot: LedgerSnapshot,
        _ clock: @escaping @Sendable () -> UInt64
    ) -> QueryChunk.Maker {
        { (reader) throws(QueryFailure) in
            let answer = try PageAnswer(question, after: rows, snapshot, reader, clock: clock)
            guard question.isExport, let next = answer.next else { return QueryChunk(answer.bytes) }
            var rest = question
            rest.cursor = next
            return QueryChunk(
                answer.bytes, next: piece(rest, after: answer.rows, snapshot, clock))
        }
    }

    /// A question about sums.
    package init(_ message: LedgerAggregate, _ snapshot: LedgerSnapshot) throws(QueryFailure) {
        try TimeBounds.check(message.filter)
        let question = try AggregateQuestion(message, settingsZone: snapshot.zone)
        contentType = LedgerFormat.json.contentType
        first = .made { (reader) throws(QueryFailure) in
            QueryChunk(try Aggregation.answer(question, snapshot, reader))
        }
    }

    /// A question about one request.
    package init(_ message: LedgerOne, _ snapshot: LedgerSnapshot) {
        contentType = LedgerFormat.json.contentType
        first = .made { (reader) throws(QueryFailure) in
            QueryChunk(try OneAnswer.answer(message, snapshot, reader))
        }
    }
}

extension PreparedQuery {
    /// A query whose whole answer is there already: nothing has to be read for it.
    init(contentType: String, ready bytes: [UInt8]) {
        self.contentType = contentType
        first = .ready(QueryChunk(bytes))
    }
}
