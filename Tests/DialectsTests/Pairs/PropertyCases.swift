import Foundation

/// How much chance is tried.
enum PropertyCases {
    /// Generated conversations for each pair of dialects; `OMNI_PROPERTY_CASES` says another number.
    static let count =
        ProcessInfo.processInfo.environment["OMNI_PROPERTY_CASES"].flatMap(UInt64.init) ?? standard

    #if DEBUG
        /// Code that is not optimised takes ten times as long.
        private static let standard: UInt64 = 200
    #else
        private static let standard: UInt64 = 2000
    #endif

    /// Seeds in parts that run at the same time.
    static let parts: [Range<UInt64>] = {
        let size: UInt64 = 50
        return stride(from: 0, to: count, by: Int(size)).map { $0..<min(count, $0 + size) }
    }()
}
