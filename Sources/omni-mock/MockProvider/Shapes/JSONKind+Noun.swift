internal import JSON

extension JSONKind {
    /// The kind with its article, as error messages name it.
    var noun: String {
        switch self {
        case .null: "null"
        case .false, .true: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
