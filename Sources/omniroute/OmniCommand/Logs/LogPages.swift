internal import JSON

/// Pages through a table of the ledger, the newest rows first.
struct LogPages {
    /// Rows of a page at most: what the API gives.
    private static let pageLimit = 1_000
    /// Pages at most that one question follows; a cursor that led in a circle would have no end.
    private static let pagesLimit = 100_000

    let session: ManageSession
    /// The table: "requests".
    let table: String
    let query: [APIPath.Parameter]

    /// The newest rows, the oldest of them first.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - isWanted: Rows are read until one for which this is false.
    /// - Returns: The rows.
    /// - Throws: A failure when the API does not tell.
    func newest(
        _ count: Int, while isWanted: (JSONValue) -> Bool = { _ in true }
    ) throws(CommandFailure) -> [JSONValue] {
        var rows: [JSONValue] = []
        var cursor: String?
        for _ in 0..<Self.pagesLimit where rows.count < count {
            let page = try session.get(target(count - rows.count, cursor))
            let found = page["data"]?.array ?? []
            for row in found where rows.count < count {
                guard isWanted(row) else { return rows.reversed() }
                rows.append(row)
            }
            cursor = page["next"]?.string
            // A page whose time was over before it had found any has none, and yet a next.
            guard cursor != nil else { break }
        }
        return rows.reversed()
    }

    private func target(_ left: Int, _ cursor: String?) -> String {
        var query = query
        query.append(("limit", "\(min(left, Self.pageLimit))"))
        if let cursor { query.append(("cursor", cursor)) }
        return APIPath.with(query, APIPath.of("logs", table))
    }
}
