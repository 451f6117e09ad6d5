/// Finds the stamps in the chunks of a stream, in whatever pieces the body comes.
///
/// A stamp is a content of digits, as the mock writes it: the monotonic time of the chunk in nanoseconds. Reads no JSON:
/// the generator must stay cheap, and the mock's events are known.
struct StampScanner {
    private static let opening = Array(#""content":""#.utf8)
    private static let ending = Array("[DONE]".utf8)

    private var matched = 0
    private var ended = 0
    private var value: UInt64 = 0
    private var digits = 0
    private var isInside = false

    /// Chunks of the present stream.
    private(set) var count = 0
    /// Whether the stream's end mark has come.
    private(set) var isDone = false

    /// Forgets the present stream.
    mutating func reset() { self = StampScanner() }

    /// Takes a piece of the body; each stamp goes to `found`.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, found: (UInt64) -> Void) {
        for byte in bytes {
            if isInside {
                if byte >= 0x30, byte <= 0x39, digits < 19 {
                    value = value &* 10 &+ UInt64(byte & 0x0F)
                    digits += 1
                } else {
                    finish(found)
                }
            } else if matched > 0 || byte == UInt8(ascii: "\"") {
                matchOpening(byte)
            } else if ended > 0 || byte == UInt8(ascii: "[") {
                matchEnding(byte)
            }
        }
    }

    private mutating func matchOpening(_ byte: UInt8) {
        if byte == Self.opening[matched] {
            matched += 1
            guard matched == Self.opening.count else { return }
            isInside = true
            matched = 0
        } else {
            matched = byte == UInt8(ascii: "\"") ? 1 : 0
        }
    }

    private mutating func matchEnding(_ byte: UInt8) {
        ended = byte == Self.ending[ended] ? ended + 1 : 0
        guard ended == Self.ending.count else { return }
        ended = 0
        isDone = true
    }

    private mutating func finish(_ found: (UInt64) -> Void) {
        // The opening event has an empty content.
        if digits > 0 {
            count += 1
            found(value)
        }
        isInside = false
        value = 0
        digits = 0
    }
}
