internal import JSON

extension Shape {
    /// Whether a value is of the kind this shape describes; its content may still be wrong.
    func accepts(_ value: JSONValue) -> Bool {
        switch self {
        case .any: true
        case .bool: value.bool != nil
        case .null: value.isNull
        case .string: value.kind == .string
        case .word(let words): value.string.map(words.contains) ?? false
        case .integer, .number: value.numberText != nil
        case .array: value.kind == .array
        case .record, .map, .tagged: value.kind == .object
        case .either(let shapes): shapes.contains { $0.accepts(value) }
        case .later(let shape): shape().accepts(value)
        }
    }

    var kindName: String {
        switch self {
        case .any: "anything"
        case .bool: "a boolean"
        case .null: "null"
        case .string: "a string"
        case .word(let words): words.joined(separator: ", ")
        case .integer, .number: "a number"
        case .array: "an array"
        case .record, .map, .tagged: "an object"
        case .either(let shapes): shapes.map(\.kindName).joined(separator: " or ")
        case .later(let shape): shape().kindName
        }
    }
}
