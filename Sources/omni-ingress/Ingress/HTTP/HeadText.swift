/// The text of an answer's head while it is put together.
///
/// Bytes go into an array, and from there into a `ByteBuffer` at once: each write to one costs as much as ten appends.
struct HeadText {
    /// What there is so far.
    private(set) var bytes: [UInt8] = []

    /// Empty, with room for a usual head.
    init() { bytes.reserveCapacity(1024) }

    /// Appends text of ours.
    mutating func add(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends text.
    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes.
    mutating func add(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    /// Appends a number in decimal.
    mutating func add(_ number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}
