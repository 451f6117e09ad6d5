/// Where a number ends, and whether it is written as an integer.
struct JSONScannedNumber {
    /// Offset behind the last digit.
    var end: Int

    /// `JSONEntry.integer` where it applies.
    var flags: UInt32
}

extension RawSpan {
    /// Offset of the first byte at or behind `start` that is not white space.
    ///
    /// - Parameter start: Offset in bytes.
    /// - Returns: An offset in bytes, at most the length of the span.
    @inline(__always)
    func skipSpace(_ start: Int) -> Int {
        // Most tokens follow the last one directly.
        if peek(start) > 0x20 { return start }
        return skipSomeSpace(start)
    }

    /// `skipSpace` for documents written with line breaks and indentation.
    ///
    /// - Parameter start: Offset in bytes.
    /// - Returns: An offset in bytes, at most the length of the span.
    @inline(never)
    func skipSomeSpace(_ start: Int) -> Int {
        let blanks: UInt64 = 0x2020_2020_2020_2020
        var at = start
        while true {
            switch peek(at) {
            case 0x20:
                at &+= 1
                while word64(at) == blanks { at &+= 8 }
            case 0x0A, 0x0D, 0x09:
                at &+= 1
            default:
                return at
            }
        }
    }

    /// Finds the end of a number (RFC 8259 section 6) without computing it.
    ///
    /// - Parameter start: Offset of the minus sign or the first digit.
    /// - Returns: The end of the number, and how it is written.
    /// - Throws: `invalidNumber` at the start of the number, or `unexpectedEnd`.
    @inline(__always)
    func scanNumber(_ start: Int) throws(JSONError) -> JSONScannedNumber {
        var at = start
        if peek(at) == UInt8(ascii: "-") { at &+= 1 }
        let first = peek(at)
        guard first &- 0x30 <= 9 else { throw numberError(at, start) }
        at &+= 1
        if first == 0x30 {
            guard peek(at) &- 0x30 > 9 else { throw JSONError(.invalidNumber, at: start) }
        } else {
            at = skipDigits(at)
        }
        var flags = JSONEntry.integer
        if peek(at) == UInt8(ascii: ".") {
            flags = 0
            guard peek(at &+ 1) &- 0x30 <= 9 else { throw numberError(at &+ 1, start) }
            at = skipDigits(at &+ 2)
        }
        if peek(at) | 0x20 == UInt8(ascii: "e") {
            flags = 0
            at &+= 1
            if peek(at) == UInt8(ascii: "+") || peek(at) == UInt8(ascii: "-") { at &+= 1 }
            guard peek(at) &- 0x30 <= 9 else { throw numberError(at, start) }
            at = skipDigits(at &+ 1)
        }
        return JSONScannedNumber(end: at, flags: flags)
    }

    /// Offset of the first byte that is no digit.
    ///
    /// - Parameter start: Offset in bytes.
    /// - Returns: An offset in bytes.
    @inline(__always)
    func skipDigits(_ start: Int) -> Int {
        var at = start
        while peek(at) &- 0x30 <= 9 { at &+= 1 }
        return at
    }

    /// The error for a number that lacks a digit.
    ///
    /// - Parameters:
    ///   - offset: Where the digit should be.
    ///   - start: Where the number starts.
    /// - Returns: The error to throw.
    func numberError(_ offset: Int, _ start: Int) -> JSONError {
        offset < byteCount
            ? JSONError(.invalidNumber, at: start) : JSONError(.unexpectedEnd, at: byteCount)
    }

    /// The error for something that is not the token expected, which may be the end.
    ///
    /// - Parameters:
    ///   - kind: What was expected.
    ///   - offset: Where.
    /// - Returns: The error to throw.
    @inline(never)
    func tokenError(_ kind: JSONError.Kind, _ offset: Int) -> JSONError {
        offset < byteCount ? JSONError(kind, at: offset) : JSONError(.unexpectedEnd, at: byteCount)
    }
}
