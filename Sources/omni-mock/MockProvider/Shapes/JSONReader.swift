internal import JSON
internal import NIOCore

/// A parsed request body: one tape and the bytes it speaks of, reused from request to request.
///
/// A span must not outlive the access to the property it is of, so each function makes a local of
/// the buffer first.
final class JSONReader {
    typealias Node = JSONTape.Node

    private var tape = JSONTape(
        limits: JSONLimits(depth: 512, bytes: Limits.bodyBytes, nodes: 16 << 20))
    private var buffer = ByteBuffer()
    private var scratch: [UInt8] = []

    /// Tape nodes and scratch bytes that stay reserved between requests.
    private static let keptCapacity = 1 << 16

    /// Parses a document; nodes of the one before are void.
    ///
    /// - Parameter bytes: The document; it is kept until `clear()`.
    /// - Throws: Why it is no JSON.
    func parse(_ bytes: ByteBuffer) throws(JSONError) {
        buffer = bytes
        try tape.parse(bytes.readableBytesSpan)
    }

    /// Lets go of the document and of what a large one had reserved.
    func clear() {
        buffer = ByteBuffer()
        tape.trim(toNodes: Self.keptCapacity)
        if scratch.capacity > Self.keptCapacity { scratch = [] }
    }

    var root: Node { tape.root }

    func kind(_ node: Node) -> JSONKind { tape.kind(node) }

    func count(_ node: Node) -> Int { tape.count(node) }

    func isNull(_ node: Node) -> Bool { tape.isNull(node) }

    func bool(_ node: Node) -> Bool? { tape.bool(node) }

    func string(_ node: Node) -> String? {
        let buffer = buffer
        return tape.string(node, in: buffer.readableBytesSpan)
    }

    func int(_ node: Node) -> Int64? {
        let buffer = buffer
        return tape.int(node, in: buffer.readableBytesSpan)
    }

    func double(_ node: Node) -> Double? {
        let buffer = buffer
        return tape.double(node, in: buffer.readableBytesSpan)
    }

    /// The value of a member; nil if it is absent or `null`.
    func member(_ name: StaticString, of node: Node) -> Node? {
        let buffer = buffer
        guard let value = tape.member(name, of: node, in: buffer.readableBytesSpan),
            !tape.isNull(value)
        else { return nil }
        return value
    }

    /// The value of a member whose name is known at run time; nil if it is absent or `null`.
    func member(named name: String, of node: Node) -> Node? {
        let buffer = buffer
        guard let value = tape.member(named: name, of: node, in: buffer.readableBytesSpan),
            !tape.isNull(value)
        else { return nil }
        return value
    }

    /// The value of a member, `null` included.
    func rawMember(_ name: StaticString, of node: Node) -> Node? {
        let buffer = buffer
        return tape.member(name, of: node, in: buffer.readableBytesSpan)
    }

    func members(of node: Node) -> JSONTape.Cursor { tape.members(of: node) }

    func nextMember(_ cursor: inout JSONTape.Cursor) -> JSONTape.Member? {
        tape.nextMember(&cursor)
    }

    func elements(of node: Node) -> JSONTape.Cursor { tape.elements(of: node) }

    func nextElement(_ cursor: inout JSONTape.Cursor) -> Node? { tape.nextElement(&cursor) }

    /// Appends the text of a string.
    func appendText(of node: Node, to bytes: inout [UInt8]) {
        let buffer = buffer
        tape.appendText(of: node, in: buffer.readableBytesSpan, to: &bytes)
    }

    /// Appends a value as it is written.
    func appendRaw(_ node: Node, to bytes: inout [UInt8]) {
        let buffer = buffer
        tape.appendRaw(node, in: buffer.readableBytesSpan, to: &bytes)
    }

    /// How many Unicode scalars a string has; 0 for other kinds.
    func scalarCount(_ node: Node) -> Int {
        let buffer = buffer
        guard tape.kind(node) == .string else { return 0 }
        guard tape.isEscaped(node) else {
            let bytes = buffer.readableBytesSpan
            return UTF8Count.scalars(in: bytes.extracting(tape.contentRange(node)))
        }
        scratch.removeAll(keepingCapacity: true)
        tape.appendText(of: node, in: buffer.readableBytesSpan, to: &scratch)
        let text = scratch
        return UTF8Count.scalars(in: text.span.bytes)
    }

    /// Where an error stands, in the words the dialect's servers use for it.
    func describe(_ error: JSONError) -> String {
        let buffer = buffer
        let position = error.position(in: buffer.readableBytesSpan)
        return "We could not parse the JSON body of your request: \(error.reason) "
            + "(line \(position.line), column \(position.column))."
    }
}
