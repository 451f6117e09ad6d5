internal import JSON

/// A place in a request, in the client's own words; its text is made only where an error needs it.
struct ChatPlace {
    private var base: StaticString
    private var first: Int?
    private var middle: StaticString?
    private var second: Int?

    /// A field, or the element of an array.
    init(_ base: StaticString, _ index: Int? = nil) {
        self.base = base
        first = index
    }

    /// An element of an array within the place.
    func element(_ member: StaticString, _ index: Int) -> ChatPlace {
        var place = self
        place.middle = member
        place.second = index
        return place
    }

    /// The name of a member of the place.
    func name(_ member: String) -> String { "\(text).\(member)" }

    /// The place itself.
    var text: String {
        var text = base.description
        if let first { text += "[\(first)]" }
        if let middle { text += ".\(middle)" }
        if let second { text += "[\(second)]" }
        return text
    }
}

/// Typed access to a request's values; what has the wrong type is refused with its name, `null` counts as absent.
struct ChatReading {
    let tape: JSONTape
    let bytes: [UInt8]

    typealias Node = JSONTape.Node

    func kind(_ node: Node) -> JSONKind { tape.kind(node) }

    func isNull(_ node: Node) -> Bool { tape.isNull(node) }

    func isText(_ node: Node, _ text: StaticString) -> Bool {
        tape.equals(node, text, in: bytes.span.bytes)
    }

    func member(_ name: StaticString, _ node: Node) -> Node? {
        guard let found = tape.member(name, of: node, in: bytes.span.bytes), !tape.isNull(found)
        else { return nil }
        return found
    }

    func name(_ member: JSONTape.Member) -> String {
        tape.string(member.name, in: bytes.span.bytes) ?? ""
    }

    func raw(_ node: Node) -> RawJSON { RawJSON(node, tape, bytes.span.bytes) }

    /// A string where there is one; nil for any other kind.
    func text(_ node: Node?) -> String? {
        node.flatMap { tape.string($0, in: bytes.span.bytes) }
    }

    /// A member's string where it is one; nil for any other kind.
    func text(_ name: StaticString, _ node: Node) -> String? { text(member(name, node)) }

    func string(_ node: Node, _ name: @autoclosure () -> String) throws(GatewayError) -> String {
        guard let text = tape.string(node, in: bytes.span.bytes) else {
            throw ChatErrors.wrongType(name(), "a string", tape.kind(node))
        }
        return text
    }

    func flag(_ node: Node, _ name: @autoclosure () -> String) throws(GatewayError) -> Bool {
        guard let value = tape.bool(node) else {
            throw ChatErrors.wrongType(name(), "a boolean", tape.kind(node))
        }
        return value
    }

    func number(
        _ node: Node, _ name: @autoclosure () -> String
    ) throws(GatewayError) -> NumberText {
        guard let text = tape.numberText(node, in: bytes.span.bytes) else {
            throw ChatErrors.wrongType(name(), "a number", tape.kind(node))
        }
        return NumberText(text)
    }

    func integer(_ node: Node, _ name: @autoclosure () -> String) throws(GatewayError) -> Int {
        if let value = tape.int(node, in: bytes.span.bytes) { return Int(value) }
        // Some clients write 1024.0.
        if let value = tape.double(node, in: bytes.span.bytes), let whole = Int(exactly: value) {
            return whole
        }
        throw ChatErrors.wrongType(name(), "an integer", tape.kind(node))
    }

    func object(_ node: Node, _ name: @autoclosure () -> String) throws(GatewayError) -> Node {
        guard tape.kind(node) == .object else {
            throw ChatErrors.wrongType(name(), "an object", tape.kind(node))
        }
        return node
    }

    func array(_ node: Node, _ name: @autoclosure () -> String) throws(GatewayError) -> Node {
        guard tape.kind(node) == .array else {
            throw ChatErrors.wrongType(name(), "an array", tape.kind(node))
        }
        return node
    }

    /// The elements of an array, each with its index.
    func forEach<Failure: Error>(
        _ node: Node, _ body: (Int, Node) throws(Failure) -> Void
    ) throws(Failure) {
        var cursor = tape.elements(of: node)
        var index = 0
        while let element = tape.nextElement(&cursor) {
            try body(index, element)
            index += 1
        }
    }
}
