internal import Glibc

extension RawSpan {
    /// The byte at `offset`, which the caller has compared with the size.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// Whether the bytes of `range` are exactly `text`.
    func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let pointer = text.utf8Start
        return withUnsafeBytes { bytes in
            for index in 0..<range.count where bytes[range.lowerBound + index] != pointer[index] {
                return false
            }
            return true
        }
    }

    /// Whether the bytes of `range` begin with exactly `text`.
    func starts(_ range: Range<Int>, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        return range.count >= count
            && matches(range.lowerBound..<range.lowerBound + count, text)
    }

    /// Whether the bytes of `range` are `text`, which is given in lower case, without regard to case.
    func matchesIgnoringCase(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return startsIgnoringCase(range, text)
    }

    /// Whether the bytes of `range` begin with `text`, which is given in lower case, without regard to case.
    func startsIgnoringCase(_ range: Range<Int>, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard range.count >= count else { return false }
        let pointer = text.utf8Start
        return withUnsafeBytes { bytes in
            for index in 0..<count
            where Self.lowered(bytes[range.lowerBound + index]) != pointer[index] {
                return false
            }
            return true
        }
    }

    /// The offset of the next line feed; nil when there is none.
    func lineFeed(from offset: Int) -> Int? {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, offset < bytes.count else { return nil }
            guard let found = memchr(base + offset, 0x0A, bytes.count - offset) else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// The text of `range`; bytes that are not UTF-8 are replaced.
    func text(_ range: Range<Int>) -> String {
        withUnsafeBytes { bytes in
            String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
    }

    /// The text of `range` in ASCII lower case.
    func loweredText(_ range: Range<Int>) -> String {
        withUnsafeBytes { bytes in
            String(unsafeUninitializedCapacity: range.count) { buffer in
                for index in 0..<range.count {
                    buffer[index] = Self.lowered(bytes[range.lowerBound + index])
                }
                return range.count
            }
        }
    }

    @inline(__always)
    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}

/// Classes of bytes in HTTP (RFC 9110 section 5.6, RFC 3986 section 3).
enum ByteClass {
    /// A byte of a token, such as a method or a field name.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// A byte of a field value: visible ASCII, space, tab, and those above ASCII.
    @inline(__always)
    static func isValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    /// A byte of a host with its port (RFC 9110 section 7.2).
    @inline(__always)
    static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "!"), UInt8(ascii: "$"),
            UInt8(ascii: "&")...UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// A byte of a request target: visible ASCII.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }
}
