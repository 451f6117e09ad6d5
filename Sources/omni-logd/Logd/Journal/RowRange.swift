/// A place among the requests, which are ordered by the time they were received and then by their row.
package struct RowPosition: Equatable, Sendable {
    /// When the request was received.
    package var microseconds: Int64
    /// The row.
    package var id: Int64
}

/// Rows still to be shown.
package struct RowRange: Equatable, Sendable {
    /// The first of them.
    package var from: RowPosition
    /// Rows beyond it came after the question.
    package let lastID: Int64
}
