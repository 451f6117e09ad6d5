extension JSONError: CustomStringConvertible {
    /// The cause in words, without a place: `expected ',' or '}'`.
    public var reason: String {
        switch kind {
        case .unexpectedEnd: "unexpected end of the document"
        case .expectedValue: "expected a value"
        case .expectedName: "expected a member name in double quotes"
        case .expectedColon: "expected ':'"
        case .expectedCommaOrObjectEnd: "expected ',' or '}'"
        case .expectedCommaOrArrayEnd: "expected ',' or ']'"
        case .trailingBytes: "unexpected bytes after the document"
        case .invalidNumber: "invalid number"
        case .controlCharacter: "unescaped control character in a string"
        case .invalidEscape: "invalid escape in a string"
        case .invalidUTF8: "invalid UTF-8"
        case .byteOrderMark: "unexpected byte order mark"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .tooLarge(let limit): "longer than \(limit) bytes"
        case .tooManyNodes(let limit): "more than \(limit) values"
        }
    }

    /// Cause and offset: `expected ',' or '}' at byte 120`.
    public var description: String { "\(reason) at byte \(offset)" }

    /// Cause and place for a person: `expected ',' or '}' at line 3, column 14 (byte 120)`.
    ///
    /// - Parameter bytes: The document that was parsed.
    /// - Returns: The sentence, without the content of the document.
    public func message(in bytes: RawSpan) -> String {
        let place = position(in: bytes)
        return "\(reason) at line \(place.line), column \(place.column) (byte \(offset))"
    }

    /// Line and column of the place, counted only when asked for.
    ///
    /// - Parameter bytes: The document that was parsed.
    /// - Returns: Line and column.
    public func position(in bytes: RawSpan) -> JSONPosition {
        JSONPosition(of: offset, in: bytes)
    }
}
