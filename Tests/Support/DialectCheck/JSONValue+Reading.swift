internal import JSON

extension JSONValue {
    /// The text of a member that is a string.
    func text(_ name: String) -> String? { self[name]?.string }

    /// The elements of a member that is an array; none if it is absent.
    func list(_ name: String) -> [JSONValue] { self[name]?.array ?? [] }

    /// Whether a member is there and not null.
    func has(_ name: String) -> Bool { self[name].map { !$0.isNull } ?? false }

    /// An integer member; 0 if it is absent.
    func count(_ name: String) -> Int64 { self[name]?.int ?? 0 }

    var rawText: String { String(decoding: rawBytes, as: UTF8.self) }

    var kindName: String {
        switch kind {
        case .null: "null"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        case .number: "number"
        default: "boolean"
        }
    }
}
