import Foundation

/// How much chance is tried.
enum PropertyCases {
    /// Generated conversations for each pair of dialects; `OMNI_PROPERTY_CASES` says another number.
    static let count =
        ProcessInfo.processInfo.environment["OMNI_PROPERTY_CASES"].flatMap(UInt64.init) ?? 2000

    /// Seeds in parts that run at the same time.
    static let parts: [Range<UInt64>] = {
        let size: UInt64 = 250
        return stride(from: 0, to: count, by: Int(size)).map { $0..<min(count, $0 + size) }
    }()
}
