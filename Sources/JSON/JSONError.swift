/// Why bytes are not a JSON document this library accepts, and where.
///
/// The scope of the error is the document: the tape that threw it can be used again.
public struct JSONError: Error, Sendable, Equatable {
    /// What was wrong at the offset.
    public enum Kind: Sendable, Equatable {
        /// The document ends inside a value, or is empty.
        case unexpectedEnd
        /// A value should start here.
        case expectedValue
        /// A member name in double quotes should start here.
        case expectedName
        /// A colon should stand between name and value.
        case expectedColon
        /// A comma or the end of the object should follow the member.
        case expectedCommaOrObjectEnd
        /// A comma or the end of the array should follow the element.
        case expectedCommaOrArrayEnd
        /// Only white space may follow the value.
        case trailingBytes
        /// A number is not written as RFC 8259 section 6 says.
        case invalidNumber
        /// A control character stands unescaped in a string.
        case controlCharacter
        /// A backslash is followed by something that is no escape.
        case invalidEscape
        /// The bytes are not UTF-8.
        case invalidUTF8
        /// The document starts with a byte order mark.
        case byteOrderMark
        /// The nesting passes the limit (levels).
        case tooDeep(limit: Int)
        /// The document is longer than the limit (bytes).
        case tooLarge(limit: Int)
        /// The document has more values and names than the limit.
        case tooManyNodes(limit: Int)
    }

    /// What was wrong.
    public let kind: Kind

    /// Offset in bytes of the place, from 0 up to and including the length of the document.
    public let offset: Int

    /// An error at a place.
    ///
    /// - Parameters:
    ///   - kind: What was wrong.
    ///   - offset: Offset in bytes.
    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}
