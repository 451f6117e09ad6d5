internal import NIOCore

/// JSON written as a string with values in it: what stands between them is taken as it is.
///
/// An interpolated string becomes a JSON string with its quotes, `nil` becomes `null`; `raw:` takes
/// JSON, and `escaped:` text that already stands as inside a JSON string, without quotes.
struct JSONText: Sendable, ExpressibleByStringInterpolation {
    /// Gathers the bytes.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) {
            bytes.append(contentsOf: literal.utf8)
        }

        mutating func appendInterpolation(_ text: String?) {
            guard let text else { return appendLiteral("null") }
            bytes.append(UInt8(ascii: "\""))
            JSONEscaping.append(text.utf8, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }

        mutating func appendInterpolation(_ number: Int) {
            appendLiteral(String(number))
        }

        mutating func appendInterpolation(_ flag: Bool) {
            appendLiteral(flag ? "true" : "false")
        }

        mutating func appendInterpolation(raw text: JSONText) {
            bytes.append(contentsOf: text.bytes)
        }

        mutating func appendInterpolation(raw text: [UInt8]) {
            bytes.append(contentsOf: text)
        }

        mutating func appendInterpolation(list texts: [JSONText]) {
            bytes.append(UInt8(ascii: "["))
            for (index, text) in texts.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: text.bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }

        mutating func appendInterpolation(escaped text: [UInt8]) {
            bytes.append(contentsOf: text)
        }
    }

    /// The document, or the piece of one.
    let bytes: [UInt8]

    init(stringLiteral value: String) {
        bytes = Array(value.utf8)
    }

    init(stringInterpolation: StringInterpolation) {
        bytes = stringInterpolation.bytes
    }

    /// JSON that is there already.
    init(raw bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The text in a buffer of its own.
    var buffer: ByteBuffer { ByteBuffer(bytes: bytes) }
}
