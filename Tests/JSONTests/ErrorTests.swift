import JSON
import Testing

@Suite struct ErrorTests {
    @Test(
        arguments: [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3),
            ("x", .expectedValue, 0), ("[1,]", .expectedValue, 3), ("{\"a\":}", .expectedValue, 5),
            ("nulL", .expectedValue, 3), ("fals", .unexpectedEnd, 4), ("tralse", .expectedValue, 2),
            ("{a:1}", .expectedName, 1), ("{\"a\":1,}", .expectedName, 7),
            ("{\"a\"}", .expectedColon, 4),
            ("{\"a\":1]", .expectedCommaOrObjectEnd, 6), ("{\"a\":1", .unexpectedEnd, 6),
            ("[1}", .expectedCommaOrArrayEnd, 2), ("1 1", .trailingBytes, 2),
            ("[]\u{0}", .trailingBytes, 2),
            ("[01]", .invalidNumber, 1), ("[1.x]", .invalidNumber, 1), ("[-]", .invalidNumber, 1),
            ("-", .unexpectedEnd, 1), ("1e", .unexpectedEnd, 2), ("1e+x", .invalidNumber, 0),
            ("\"a\u{1}\"", .controlCharacter, 2), ("\"\\q\"", .invalidEscape, 1),
            ("\"\\u00g0\"", .invalidEscape, 1), ("\"\\u00", .unexpectedEnd, 5),
            ("\"\\", .unexpectedEnd, 2),
            ("\u{FEFF}1", .byteOrderMark, 0), ("\u{E9}", .expectedValue, 0),
            ("\u{0}", .expectedValue, 0),
        ] as [(String, JSONError.Kind, Int)])
    func causeAndPlace(_ text: String, _ kind: JSONError.Kind, _ offset: Int) {
        #expect(failure(text) == JSONError(kind, at: offset))
    }

    @Test func invalidUTF8() {
        #expect(failure([0x22, 0x61, 0xFF, 0x22]) == JSONError(.invalidUTF8, at: 2))
        #expect(failure([0x22, 0xED, 0xA0, 0x80, 0x22]) == JSONError(.invalidUTF8, at: 1))
        #expect(failure([0x22, 0xC3, 0xA9, 0xC3, 0x22]) == JSONError(.invalidUTF8, at: 3))
    }

    @Test func aMessageNamesLineAndColumn() throws {
        let text = "{\n  \"a\": 1,\n  \"größe\": 2 3\n}"
        let error = try #require(failure(text))
        let bytes = Array(text.utf8)
        let message = error.message(in: bytes.span.bytes)
        #expect(message == "expected ',' or '}' at line 3, column 14 (byte 27)")
        let place = error.position(in: bytes.span.bytes)
        #expect(place.line == 3 && place.column == 14)
        #expect(error.description == "expected ',' or '}' at byte 27")
        let end = JSONPosition(of: 10_000, in: bytes.span.bytes)
        #expect(end.line == 4 && end.column == 2)
    }

    /// A message is about the form: nothing of the document's content is repeated in it.
    @Test func messagesDoNotQuoteTheDocument() throws {
        let error = try #require(failure(#"{"password":"secret" "x"}"#))
        #expect(!error.description.contains("secret"))
    }

    @Test func everyKindHasAReason() {
        let kinds: [JSONError.Kind] = [
            .unexpectedEnd, .expectedValue, .expectedName, .expectedColon,
            .expectedCommaOrObjectEnd,
            .expectedCommaOrArrayEnd, .trailingBytes, .invalidNumber, .controlCharacter,
            .invalidEscape, .invalidUTF8, .byteOrderMark, .tooDeep(limit: 1), .tooLarge(limit: 2),
            .tooManyNodes(limit: 3),
        ]
        #expect(Set(kinds.map { JSONError($0, at: 0).reason }).count == kinds.count)
    }
}
