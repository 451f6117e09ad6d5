/// `data:` URIs and media types (RFC 2397).
package enum DataURI {
    /// Media type without parameters and base64 without line breaks; nil when `text` is no base64 data URI.
    ///
    /// The media type is in lower case and is empty where the URI names none.
    package static func parse(_ text: String) -> (mediaType: String, base64: String)? {
        let bytes = text.utf8
        guard isDataURI(text),
            let comma = bytes.prefix(longestHead).firstIndex(of: UInt8(ascii: ","))
        else { return nil }
        let start = bytes.index(bytes.startIndex, offsetBy: 5)
        let parts = text[start..<comma].split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last,
            trimmed(last).lowercased() == "base64",
            let base64 = base64(text[bytes.index(after: comma)...])
        else { return nil }
        return (trimmed(parts[0]).lowercased(), base64)
    }

    /// Whether a text is a data URI of whatever form.
    package static func isDataURI(_ text: String) -> Bool {
        text.utf8.prefix(5).elementsEqual("data:".utf8) { $0 | 0x20 == $1 | 0x20 }
    }

    /// A data URI of base64.
    package static func text(mediaType: String, base64: String) -> String {
        "data:\(mediaType);base64,\(base64)"
    }

    /// The media type that the first bytes of base64 data show; nil when unknown.
    package static func sniffed(base64: String) -> String? {
        MediaSignatures.mediaType(Base64Text.head(base64, count: 64))
    }

    /// The media type that a file name's extension stands for; nil when unknown.
    package static func mediaType(fileName: String) -> String? {
        guard let dot = fileName.lastIndex(of: ".") else { return nil }
        return MediaSignatures.mediaType(
            suffix: fileName[fileName.index(after: dot)...].lowercased())
    }

    /// More than this before the comma is no media type.
    private static let longestHead = 512

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func base64(_ text: Substring) -> String? {
        // Escapes are rare, and no base64 has one: looked for only in what is none.
        Base64Text.normal(String(text)) ?? Base64Text.normal(unescaped(text))
    }

    /// Percent escapes taken off, which base64 in a URI may carry for `+`, `/` and `=`.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
