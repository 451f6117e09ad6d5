package import JSON

/// A JSON text as it came: key order, number text and escapes are the sender's.
package struct RawJSON: Sendable, Equatable, Hashable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The text of a node.
    package init(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        self.bytes = bytes.extracting(tape.range(node)).copied
    }

    /// As text; JSON is UTF-8.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// `{}`.
    package static let emptyObject = RawJSON("{}")
}

extension RawSpan {
    /// The bytes as an array.
    package var copied: [UInt8] { withUnsafeBytes { Array($0) } }
}
