internal import NIOCore

extension ByteBuffer {
    /// Writes a JSON string, or `null`.
    ///
    /// - Parameter text: What the string holds.
    mutating func writeJSON(_ text: String?) {
        guard let text else {
            writeStaticString("null")
            return
        }
        writeInteger(UInt8(ascii: "\""))
        writeEscaped(text.utf8)
        writeInteger(UInt8(ascii: "\""))
    }

    /// Writes text as it stands inside a JSON string.
    ///
    /// - Parameter text: UTF-8.
    mutating func writeEscaped(_ text: some Sequence<UInt8>) {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.underestimatedCount + 8)
        JSONEscaping.append(text, to: &escaped)
        writeBytes(escaped)
    }

    /// Writes a number in decimal digits.
    mutating func writeDecimal(_ number: some FixedWidthInteger) {
        writeString(String(number))
    }

    /// Writes the size line of a chunk: hexadecimal digits and CR LF.
    mutating func writeChunkSize(_ size: Int) {
        var shift = max(0, (Int.bitWidth - 1 - size.leadingZeroBitCount) & ~3)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: size >> shift & 0xF)
            writeInteger(digit < 10 ? 0x30 + digit : 0x57 + digit)
            shift -= 4
        }
        writeInteger(UInt16(0x0D0A))
    }
}

extension ByteBuffer {
    /// Writes nanoseconds as milliseconds with three decimals.
    mutating func writeMilliseconds(_ nanoseconds: UInt64) {
        let micros = nanoseconds / 1_000
        let digits = String(micros % 1_000)
        writeDecimal(micros / 1_000)
        writeStaticString(".")
        writeString(String(repeating: "0", count: 3 - digits.utf8.count) + digits)
    }
}
