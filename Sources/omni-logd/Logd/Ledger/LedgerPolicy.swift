package import IPC

/// The user's settings with the defaults filled in and within their bounds.
package struct LedgerPolicy: Equatable, Sendable {
    /// Days that rows are kept.
    package let retentionDays: Int
    /// Bytes of all days.
    package let maxBytes: Int64
    /// Days that bodies are kept.
    package let bodyRetentionDays: Int
    /// Bytes of all bodies.
    package let bodyMaxBytes: Int64
    /// Bytes of one body.
    package let bodyBytes: Int
    /// Bytes of a file of console lines.
    package let consoleFileBytes: Int64
    /// Files of console lines.
    package let consoleFiles: Int

    /// Reads settings, in which 0 means the default.
    package init(_ settings: LedgerSettings) {
        func chosen(_ value: UInt64, _ usual: Int64, _ range: ClosedRange<Int64>) -> Int64 {
            guard value > 0 else { return usual }
            return min(max(Int64(clamping: value), range.lowerBound), range.upperBound)
        }
        retentionDays = Int(chosen(UInt64(settings.retentionDays), 90, 1...36_500))
        maxBytes = chosen(settings.maxBytes, 10 << 30, (16 << 20)...(1 << 50))
        bodyRetentionDays = Int(chosen(UInt64(settings.bodyRetentionDays), 7, 1...36_500))
        bodyMaxBytes = chosen(settings.bodyMaxBytes, 1 << 30, (1 << 20)...(1 << 50))
        bodyBytes = Int(chosen(UInt64(settings.bodyBytes), 64 << 10, 1...(256 << 10)))
        consoleFileBytes = chosen(
            settings.consoleFileBytes, 50_000_000, (64 << 10)...(1 << 40))
        consoleFiles = Int(chosen(UInt64(settings.consoleFiles), 7, 1...1000))
    }
}
