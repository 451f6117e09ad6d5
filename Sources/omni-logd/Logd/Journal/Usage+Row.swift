internal import IPC
internal import Store

// Six columns in the order source, input, cached_input, cache_write, output, reasoning; all NULL without usage.
extension Usage {
    static func bind(_ usage: Usage?, to statement: Statement, from first: Int) {
        guard let usage else {
            for offset in 0..<6 { statement.bind(first + offset, nil) }
            return
        }
        statement.bind(first, Int64(usage.source.rawValue))
        statement.bind(first + 1, Int64(clamping: usage.input))
        statement.bind(first + 2, Int64(clamping: usage.cachedInput))
        statement.bind(first + 3, Int64(clamping: usage.cacheWrite))
        statement.bind(first + 4, Int64(clamping: usage.output))
        statement.bind(first + 5, Int64(clamping: usage.reasoning))
    }

    /// Reads the current row; nil without usage.
    init?(row: Statement, from first: Int) {
        guard !row.isNull(first) else { return nil }
        self.init(
            source: UsageSource(rawValue: Int32(truncatingIfNeeded: row.int64(first))) ?? .none,
            input: UInt64(clamping: row.int64(first + 1)),
            cachedInput: UInt64(clamping: row.int64(first + 2)),
            cacheWrite: UInt64(clamping: row.int64(first + 3)),
            output: UInt64(clamping: row.int64(first + 4)),
            reasoning: UInt64(clamping: row.int64(first + 5)))
    }
}
