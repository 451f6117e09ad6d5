internal import JSON

/// Arguments of a call that come leaf by leaf, each with its path (facts: gemini, section 7,
/// `streamFunctionCallArguments`).
///
/// The gateway never asks for that, but a connection may be set up so.
struct GeminiPartialArguments {
    /// A value under way.
    private indirect enum Value {
        case leaf(RawJSON)
        case text(String)
        case object([(name: String, value: Value)])
        case array([Value])
    }

    private enum Step: Equatable {
        case name(String)
        case index(Int)
    }

    private var root = Value.object([])
    /// Bytes taken, for bounds.
    private(set) var heldBytes = 0

    /// Deeper paths, and arrays with larger gaps, are no arguments.
    private static let deepest = 64
    private static let longestArray = 10_000

    /// Takes `partialArgs`.
    mutating func take(_ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan) {
        heldBytes += tape.range(node).count
        var cursor = tape.elements(of: node)
        while let piece = tape.nextElement(&cursor) {
            guard let path = tape.member("jsonPath", of: piece, in: data),
                let text = tape.string(path, in: data),
                let value = Self.value(piece, tape, data)
            else { continue }
            Self.set(value, at: Self.steps(text)[...], in: &root)
        }
    }

    /// The arguments so far.
    var json: RawJSON {
        var writer = JSONWriter()
        Self.write(root, into: &writer)
        return RawJSON(writer.take())
    }

    private static func value(
        _ piece: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Value? {
        if let node = tape.member("stringValue", of: piece, in: data) {
            return .text(tape.string(node, in: data) ?? "")
        }
        if let node = tape.member("numberValue", of: piece, in: data)
            ?? tape.member("boolValue", of: piece, in: data)
        {
            return .leaf(RawJSON(node, tape, data))
        }
        return tape.member("nullValue", of: piece, in: data).map { _ in .leaf(RawJSON("null")) }
    }

    /// `$.a.b[0]['c']` as steps.
    private static func steps(_ path: String) -> [Step] {
        var steps: [Step] = []
        var rest = path.utf8.drop { $0 == UInt8(ascii: "$") }
        while let mark = rest.popFirst(), steps.count < deepest {
            if mark == UInt8(ascii: ".") {
                let name = rest.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
                rest = rest.dropFirst(name.count)
                steps.append(.name(String(decoding: name, as: UTF8.self)))
            } else if mark == UInt8(ascii: "[") {
                let inside = rest.prefix { $0 != UInt8(ascii: "]") }
                rest = rest.dropFirst(inside.count + 1)
                let text = String(decoding: inside, as: UTF8.self)
                if let index = Int(text) {
                    steps.append(.index(index))
                } else {
                    steps.append(.name(text.trimmingQuotes))
                }
            }
        }
        return steps
    }

    private static func set(_ value: Value, at steps: ArraySlice<Step>, in place: inout Value) {
        guard let step = steps.first else {
            // A text that continues grows.
            if case .text(let more) = value, case .text(let text) = place {
                place = .text(text + more)
            } else {
                place = value
            }
            return
        }
        switch step {
        case .name(let name):
            var members: [(name: String, value: Value)] = []
            if case .object(let known) = place { members = known }
            var index = members.firstIndex { $0.name == name }
            if index == nil {
                index = members.count
                members.append((name, .leaf(RawJSON("null"))))
            }
            if let index { set(value, at: steps.dropFirst(), in: &members[index].value) }
            place = .object(members)
        case .index(let index):
            guard index >= 0, index < longestArray else { return }
            var elements: [Value] = []
            if case .array(let known) = place { elements = known }
            while elements.count <= index { elements.append(.leaf(RawJSON("null"))) }
            set(value, at: steps.dropFirst(), in: &elements[index])
            place = .array(elements)
        }
    }

    private static func write(_ value: Value, into writer: inout JSONWriter) {
        switch value {
        case .leaf(let json): writer.raw(json.bytes)
        case .text(let text): writer.string(text)
        case .array(let elements):
            writer.array { for element in elements { write(element, into: &$0) } }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.name(text: member.name)
                    write(member.value, into: &writer)
                }
            }
        }
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        guard utf8.count >= 2, let first, first == last, first == "'" || first == "\"" else {
            return self
        }
        return String(dropFirst().dropLast())
    }
}
