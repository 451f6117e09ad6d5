/// One node of the tape: where the value lies in the bytes, and where the next one lies on the tape.
@usableFromInline
struct JSONEntry: Sendable, BitwiseCopyable {
    /// Offset of the first byte of the value.
    @usableFromInline var start: UInt32

    /// Offset behind the last byte of the value.
    @usableFromInline var end: UInt32

    /// Tape index behind this value and all it contains; the parent while the container is open.
    @usableFromInline var next: UInt32

    /// Kind in bits 0 to 2, flags in bits 3 to 7, number of members or elements in the rest.
    @usableFromInline var info: UInt32

    /// The string holds at least one backslash.
    @usableFromInline static let escaped: UInt32 = 1 << 3

    /// The string holds a surrogate escape without its partner.
    @usableFromInline static let loneSurrogate: UInt32 = 1 << 4

    /// The number has neither fraction nor exponent.
    @usableFromInline static let integer: UInt32 = 1 << 5

    /// What is added to `info` for one more child.
    static let oneChild: UInt32 = 1 << 8

    /// The most children `info` can count, and therefore the most nodes of a tape.
    static let maximumCount = (1 << 24) - 1

    /// An entry of no meaning, to fill storage.
    static let empty = JSONEntry(start: 0, end: 0, next: 0, info: 0)

    /// Stores the four fields as they are.
    @inline(__always)
    init(start: UInt32, end: UInt32, next: UInt32, info: UInt32) {
        self.start = start
        self.end = end
        self.next = next
        self.info = info
    }
}
