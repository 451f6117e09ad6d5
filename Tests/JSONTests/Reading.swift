import JSON

/// A parsed text with its tape; the expectations of the test library cannot take a span.
struct Reading {
    let bytes: [UInt8]
    let tape: JSONTape

    init(_ bytes: [UInt8]) throws(JSONError) {
        var tape = JSONTape()
        try tape.parse(bytes)
        self.bytes = bytes
        self.tape = tape
    }

    init(_ text: String) throws(JSONError) {
        try self.init(Array(text.utf8))
    }

    var root: JSONTape.Node { tape.root }

    func member(_ name: StaticString, of node: JSONTape.Node) -> JSONTape.Node? {
        tape.member(name, of: node, in: bytes.span.bytes)
    }

    func member(named name: String, of node: JSONTape.Node) -> JSONTape.Node? {
        tape.member(named: name, of: node, in: bytes.span.bytes)
    }

    func allMembers(named name: String, of node: JSONTape.Node) -> [JSONTape.Member] {
        tape.allMembers(named: name, of: node, in: bytes.span.bytes)
    }

    func hasDuplicateNames(_ node: JSONTape.Node) -> Bool {
        tape.hasDuplicateNames(node, in: bytes.span.bytes)
    }

    func equals(_ node: JSONTape.Node, _ literal: StaticString) -> Bool {
        tape.equals(node, literal, in: bytes.span.bytes)
    }

    func equals(_ node: JSONTape.Node, text: String) -> Bool {
        tape.equals(node, text: text, in: bytes.span.bytes)
    }

    func string(_ node: JSONTape.Node) -> String? { tape.string(node, in: bytes.span.bytes) }

    func int(_ node: JSONTape.Node) -> Int64? { tape.int(node, in: bytes.span.bytes) }

    func double(_ node: JSONTape.Node) -> Double? { tape.double(node, in: bytes.span.bytes) }

    func numberText(_ node: JSONTape.Node) -> String? {
        tape.numberText(node, in: bytes.span.bytes)
    }

    /// The text of a string as bytes behind what the buffer holds, `nil` for other kinds.
    func appendedText(_ node: JSONTape.Node, to buffer: [UInt8]) -> [UInt8]? {
        var buffer = buffer
        let isString = tape.appendText(of: node, in: bytes.span.bytes, to: &buffer)
        return isString ? buffer : nil
    }

    func raw(_ node: JSONTape.Node) -> [UInt8] {
        var buffer: [UInt8] = []
        tape.appendRaw(node, in: bytes.span.bytes, to: &buffer)
        return buffer
    }
}
