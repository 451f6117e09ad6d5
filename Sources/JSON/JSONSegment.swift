/// A part of a spliced document.
public enum JSONSegment: Sendable, Equatable {
    /// Bytes of the original document that stay, as a range of it; never empty.
    case original(Range<Int>)
    /// New bytes; never empty.
    case inserted([UInt8])

    /// Length in bytes.
    public var byteCount: Int {
        switch self {
        case .original(let range): range.count
        case .inserted(let bytes): bytes.count
        }
    }
}
