internal import JSON
internal import NIOCore

/// What the readers of all dialects share: the shape first, then the model, then their own rules.
protocol DialectReading {
    /// The document.
    var reader: JSONReader { get }
    /// How its members may be spelled.
    var checker: ShapeChecker { get }
}

extension DialectReading {
    typealias Node = JSONReader.Node

    /// The body's value.
    var root: Node { reader.root }

    /// The value of a member; nil if it is absent or `null`.
    func member(_ name: String, of node: Node) -> Node? { checker.member(name, of: node) }

    /// The text of a member that is a string.
    func string(_ name: String, of node: Node) -> String? {
        member(name, of: node).flatMap { reader.string($0) }
    }

    /// Whether a member is `true`.
    func flag(_ name: String, of node: Node) -> Bool {
        member(name, of: node).flatMap { reader.bool($0) } ?? false
    }

    /// A member that is a whole number.
    func int(_ name: String, of node: Node) -> Int? {
        member(name, of: node).flatMap { reader.int($0) }.map { Int($0) }
    }

    /// The elements of a list; none if there is no list, and an object as the only one of itself.
    func elements(_ node: Node?) -> [Node] {
        guard let node else { return [] }
        if reader.kind(node) == .object { return [node] }
        guard reader.kind(node) == .array else { return [] }
        var found: [Node] = []
        var cursor = reader.elements(of: node)
        while let element = reader.nextElement(&cursor) { found.append(element) }
        return found
    }

    /// The elements of a member that is a list.
    func elements(_ name: String, of node: Node) -> [Node] { elements(member(name, of: node)) }

    /// The text of a string.
    func text(_ node: Node?) -> [UInt8] {
        var bytes: [UInt8] = []
        if let node { reader.appendText(of: node, to: &bytes) }
        return bytes
    }

    /// The text of a string, or of the parts of a list that have some, joined.
    func joinedText(_ node: Node?) -> [UInt8] {
        guard let node else { return [] }
        if reader.kind(node) == .string { return text(node) }
        var bytes: [UInt8] = []
        for part in elements(node) {
            let piece =
                reader.kind(part) == .string ? text(part) : text(member("text", of: part))
            if !bytes.isEmpty, !piece.isEmpty { bytes.append(UInt8(ascii: "\n")) }
            bytes += piece
        }
        return bytes
    }

    /// A model name taken apart.
    func modelName(_ text: String) throws(ProviderError) -> ModelName {
        do {
            return try ModelName(text)
        } catch {
            throw .misunderstood(error)
        }
    }

    /// The document that a structured answer holds.
    func example(of schema: Node?) -> PromptRequest.Format {
        .json(SchemaExample(reader: reader).arguments(for: schema))
    }
}

extension JSONReader {
    /// Parses a body and refuses what is no JSON object, as the dialect's servers do.
    func parseObject(_ body: ByteBuffer) throws(ProviderError) {
        do {
            try parse(body)
        } catch {
            throw .invalid(describe(error))
        }
        guard kind(root) == .object else {
            throw .invalid("The body of the request is not a JSON object.")
        }
    }
}

extension [UInt8] {
    /// How many Unicode scalars the text has.
    var scalarCount: Int {
        let text = self
        return UTF8Count.scalars(in: text.span.bytes)
    }

    /// The text as it stands inside a JSON string.
    var escaped: [UInt8] {
        var bytes: [UInt8] = []
        JSONEscaping.append(self, to: &bytes)
        return bytes
    }
}
