/// Where a string ends, and what was seen in it.
struct JSONScannedString {
    /// Offset behind the closing quote.
    var end: Int

    /// `JSONEntry.escaped` and `JSONEntry.loneSurrogate`, where they apply.
    var flags: UInt32
}

extension RawSpan {
    /// Marks the bytes of a word that end a plain run of ASCII in a string.
    ///
    /// A quote, a backslash, a control character and a byte above 0x7F get their top bit set. Borrows
    /// can mark wrong bytes, but only above a right one, so the lowest mark is exact.
    ///
    /// - Parameter word: Eight bytes, the first one lowest.
    /// - Returns: The top bits of the bytes that end the run.
    @inline(__always)
    static func stringMarks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let marks =
            ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
            | ((word &- ones &* 0x20) & ~word) | word
        return marks & (ones &* 0x80)
    }

    /// Offset of the first byte that ends a plain run of ASCII in a string, or of the end.
    ///
    /// - Parameter start: Offset in bytes, inside the string.
    /// - Returns: An offset in bytes, at most the length of the span.
    @inline(__always)
    func endOfPlainRun(_ start: Int) -> Int {
        var at = start
        while holds(8, at: at) {
            let marks = Self.stringMarks(word64(at))
            if marks != 0 { return at &+ marks.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < byteCount {
            let byte = peek(at)
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x80 { return at }
            at &+= 1
        }
        return at
    }

    /// Finds the end of a string and checks what is in it.
    ///
    /// - Parameter start: Offset behind the opening quote.
    /// - Returns: The end of the string, and what was seen in it.
    /// - Throws: An error at the byte that may not stand there.
    @inline(__always)
    func scanString(_ start: Int) throws(JSONError) -> JSONScannedString {
        let end = endOfPlainRun(start)
        if peek(end) == UInt8(ascii: "\"") {
            return JSONScannedString(end: end &+ 1, flags: 0)
        }
        return try scanRichString(end)
    }

    /// Goes on with a string at the first byte that is neither plain ASCII nor its end.
    ///
    /// - Parameter start: Offset of that byte.
    /// - Returns: The end of the string, and what was seen in it.
    /// - Throws: An error at the byte that may not stand there.
    @inline(never)
    func scanRichString(_ start: Int) throws(JSONError) -> JSONScannedString {
        var at = start
        var flags: UInt32 = 0
        while true {
            let byte = peek(at)
            if byte >= 0x80 {
                let length = sequenceLength(at)
                guard length > 0 else { throw JSONError(.invalidUTF8, at: at) }
                at &+= length
                // Text that is not Latin comes in runs; a plain run need not be looked for yet.
                if peek(at) >= 0x80 { continue }
            } else if byte == UInt8(ascii: "\\") {
                at = try scanEscape(at, flags: &flags)
            } else if byte == UInt8(ascii: "\"") {
                return JSONScannedString(end: at &+ 1, flags: flags)
            } else {
                throw JSONError(at < byteCount ? .controlCharacter : .unexpectedEnd, at: at)
            }
            at = endOfPlainRun(at)
        }
    }

    /// Length of the UTF-8 sequence of more than one byte at an offset, 0 if it is malformed.
    ///
    /// The Unicode Standard, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
    ///
    /// - Parameter offset: Offset of a byte of at least 0x80.
    /// - Returns: 2, 3 or 4, or 0.
    @inline(__always)
    func sequenceLength(_ offset: Int) -> Int {
        let word = word32(offset)
        if word & 0xC0_C0F0 == 0x80_80E0 {
            let decisive = word & 0x200F
            return decisive != 0 && decisive != 0x200D ? 3 : 0
        }
        if word & 0xC0E0 == 0x80C0 {
            return word & 0x1E != 0 ? 2 : 0
        }
        if word & 0xC0C0_C0F8 == 0x8080_80F0 {
            let isAboveMaximum = word & 0x07 > 4 || (word & 0x07 == 4 && word & 0x3000 != 0)
            return word & 0x3007 != 0 && !isAboveMaximum ? 4 : 0
        }
        return 0
    }

    /// Checks an escape; a surrogate takes its partner with it.
    ///
    /// - Parameters:
    ///   - start: Offset of the backslash.
    ///   - flags: Gets the marks of what was seen.
    /// - Returns: The offset behind the escape.
    /// - Throws: An error at the backslash, or `unexpectedEnd`.
    func scanEscape(_ start: Int, flags: inout UInt32) throws(JSONError) -> Int {
        flags |= JSONEntry.escaped
        switch peek(start &+ 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start &+ 2
        case UInt8(ascii: "u"):
            let unit = hexUnit(start &+ 2)
            guard unit >= 0 else {
                let missing = endOfHex(start &+ 2)
                throw missing < byteCount
                    ? JSONError(.invalidEscape, at: start)
                    : JSONError(.unexpectedEnd, at: byteCount)
            }
            if unit & 0xF800 != 0xD800 { return start &+ 6 }
            if unit < 0xDC00, lowSurrogate(start &+ 6) != nil { return start &+ 12 }
            flags |= JSONEntry.loneSurrogate
            return start &+ 6
        default:
            throw start &+ 1 < byteCount
                ? JSONError(.invalidEscape, at: start) : JSONError(.unexpectedEnd, at: byteCount)
        }
    }

    /// The low surrogate that an escape at an offset writes, if it writes one.
    ///
    /// - Parameter offset: Offset of what may be a backslash.
    /// - Returns: The code unit.
    func lowSurrogate(_ offset: Int) -> Int? {
        guard peek(offset) == UInt8(ascii: "\\"), peek(offset &+ 1) == UInt8(ascii: "u") else {
            return nil
        }
        let unit = hexUnit(offset &+ 2)
        return unit >= 0 && unit & 0xFC00 == 0xDC00 ? unit : nil
    }

    /// The value of four hexadecimal digits, -1 if they are not that.
    ///
    /// - Parameter offset: Offset of the first digit.
    /// - Returns: A code unit, or -1.
    func hexUnit(_ offset: Int) -> Int {
        var value = 0
        for index in 0..<4 {
            let digit = Self.hexDigit(peek(offset &+ index))
            guard digit >= 0 else { return -1 }
            value = value << 4 | digit
        }
        return value
    }

    /// Offset of the first of at most four bytes that is no hexadecimal digit.
    ///
    /// - Parameter offset: Offset of the first digit.
    /// - Returns: An offset in bytes.
    func endOfHex(_ offset: Int) -> Int {
        var at = offset
        while at < offset &+ 4, Self.hexDigit(peek(at)) >= 0 { at &+= 1 }
        return at
    }

    /// The value of a hexadecimal digit, -1 if the byte is none.
    ///
    /// - Parameter byte: An ASCII character.
    /// - Returns: A value from 0 to 15, or -1.
    @inline(__always)
    static func hexDigit(_ byte: UInt8) -> Int {
        switch byte {
        case 0x30...0x39: Int(byte) &- 0x30
        case 0x41...0x46: Int(byte) &- 0x37
        case 0x61...0x66: Int(byte) &- 0x57
        default: -1
        }
    }
}

extension RawSpan {
    /// Offset of the first byte that a JSON string must escape, or of the end.
    ///
    /// - Parameter start: Offset in bytes.
    /// - Returns: An offset in bytes, at most the length of the span.
    @inline(__always)
    func endOfUnescapedRun(_ start: Int) -> Int {
        var at = start
        while holds(8, at: at) {
            // `stringMarks` marks bytes above 0x7F too, which need no escape: unmark them. A borrow
            // can hide there, but only above a byte that must be escaped and is marked itself.
            let word = word64(at)
            let marks = Self.stringMarks(word) & ~word
            if marks != 0 { return at &+ marks.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        guard at < byteCount else { return at }
        // The last word again, its old part shifted out; what comes in are marks at the end.
        if byteCount >= 8 {
            let rest = byteCount &- at
            let word = word64(byteCount &- 8) >> UInt64(64 &- rest &* 8)
            let marks = Self.stringMarks(word) & ~word
            return at &+ marks.trailingZeroBitCount &>> 3
        }
        while at < byteCount {
            let byte = peek(at)
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return at }
            at &+= 1
        }
        return at
    }
}
