internal import Yams

extension Node {
    /// What the node is, as an error says it; never its value.
    var kindName: String {
        switch self {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar: scalarKindName
        }
    }

    /// Whether nothing, `~` or `null` stands there.
    var isNull: Bool { scalar != nil && tag.rawValue == Tag.Name.null.rawValue }

    /// Whether it is text: quoted, or plain and not a number, a truth value, a date or nothing.
    var isText: Bool { scalar != nil && tag.rawValue == Tag.Name.str.rawValue }

    /// Whether it is a plain date, which YAML takes for more than text.
    var isDate: Bool { scalar != nil && tag.rawValue == Tag.Name.timestamp.rawValue }

    /// Whether it is a whole number.
    var isInteger: Bool { scalar != nil && tag.rawValue == Tag.Name.int.rawValue }

    /// Whether it is a number that is not whole.
    var isFraction: Bool { scalar != nil && tag.rawValue == Tag.Name.float.rawValue }

    private var scalarKindName: String {
        switch Tag.Name(rawValue: tag.rawValue) {
        case .str: "text"
        case .int, .float: "a number"
        case .bool: "true or false"
        case .null: "nothing"
        case .timestamp: "a date"
        default: "a value with a tag"
        }
    }
}
