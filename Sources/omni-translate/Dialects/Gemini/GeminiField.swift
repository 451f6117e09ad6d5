internal import IPC
internal import JSON

/// A value of a request that knows where it stands.
struct GeminiField {
    /// The document that it is of.
    final class Document: Sendable {
        let bytes: [UInt8]
        let tape: JSONTape

        init(bytes: [UInt8], tape: JSONTape) {
            self.bytes = bytes
            self.tape = tape
        }

        /// What `body` makes of the tape and the bytes.
        @inline(__always)
        func read<Value>(_ body: (JSONTape, RawSpan) -> Value) -> Value {
            let bytes = bytes
            return body(tape, bytes.span.bytes)
        }
    }

    let document: Document
    let node: JSONTape.Node
    let path: GeminiPath

    /// Kind of the value.
    var kind: JSONKind { document.tape.kind(node) }
    /// A string's text; nil for another kind.
    var string: String? { document.read { $0.string(node, in: $1) } }
    /// The value as it came.
    var raw: RawJSON { document.read { RawJSON(node, $0, $1) } }
    /// The value as it came, for this dialect only.
    var opaque: OpaqueValue { OpaqueValue(.gemini, raw) }

    /// Whether it is a string without any text.
    var isEmptyText: Bool {
        kind == .string && document.tape.contentRange(node).isEmpty
    }

    /// A string.
    func text() throws(GatewayError) -> String {
        guard let text = string else { throw wrong("must be a string", code: "invalid_type") }
        return text
    }

    /// An integer; also one in a string or with zeros behind its point, as the provider takes it.
    func integer() throws(GatewayError) -> Int {
        if let number = integerValue { return number }
        if let text = string, let number = Int(text) { return number }
        if let number = document.read({ $0.double(node, in: $1) }),
            let exact = Int(exactly: number)
        {
            return exact
        }
        throw wrong("must be an integer", code: "invalid_type")
    }

    /// An integer that is written as one; nil for anything else.
    var integerValue: Int? {
        document.read { $0.int(node, in: $1) }.flatMap { Int(exactly: $0) }
    }

    /// A number as it was written.
    func number() throws(GatewayError) -> NumberText {
        guard let text = document.read({ $0.numberText(node, in: $1) }) else {
            throw wrong("must be a number", code: "invalid_type")
        }
        return NumberText(text)
    }

    /// A Boolean value.
    func flag() throws(GatewayError) -> Bool {
        guard let flag = document.tape.bool(node) else {
            throw wrong("must be a boolean", code: "invalid_type")
        }
        return flag
    }

    /// An object.
    func object() throws(GatewayError) -> GeminiObject {
        guard kind == .object else { throw wrong("must be an object", code: "invalid_type") }
        return GeminiObject(self)
    }

    /// Hands on each element of an array; a value that is none stands for an array of it, as the provider takes it.
    func forEachElement(
        _ body: (GeminiField) throws(GatewayError) -> Void
    ) throws(GatewayError) {
        guard kind == .array else { return try body(self) }
        var cursor = document.tape.elements(of: node)
        var index = 0
        while let element = document.tape.nextElement(&cursor) {
            try body(
                GeminiField(document: document, node: element, path: .element(path, index)))
            index += 1
        }
    }

    /// An array of strings.
    func texts() throws(GatewayError) -> [String] {
        var texts: [String] = []
        try forEachElement { (element) throws(GatewayError) in texts.append(try element.text()) }
        return texts
    }

    /// The refusal of this value.
    func wrong(_ message: String, code: String = "invalid_value") -> GatewayError {
        Self.refusal(path, message, code: code)
    }

    /// The refusal of a value that stands at `path`.
    static func refusal(
        _ path: GeminiPath, _ message: String, code: String = "invalid_value"
    ) -> GatewayError {
        let place = path.text
        return .badRequest("Invalid value at '\(place)': \(message).", code: code, param: place)
    }
}
