/// A value of a configuration and where it stands, whether it comes from YAML or from a document.
enum Node: Sendable {
    /// One word, number or text.
    case scalar(Scalar)
    /// Named values.
    case mapping(Mapping)
    /// Values in order.
    case sequence(Sequence)

    /// What a scalar is taken for.
    enum Kind: Equatable, Sendable {
        /// Quoted, or plain and nothing of the below.
        case text
        /// A whole number; without a value when it is too large for one.
        case integer(Int?)
        /// A number that is not whole.
        case fraction
        case bool
        /// Nothing, `~` or `null`.
        case null
        /// A plain date, which YAML takes for more than text.
        case date
        /// It has a tag of its own.
        case tagged
    }

    /// A scalar.
    struct Scalar: Sendable {
        /// As it is written.
        let string: String
        let kind: Kind
        let mark: Mark?
    }

    /// A mapping.
    struct Mapping: Sendable {
        let entries: [(key: Node, value: Node)]
        let mark: Mark?
    }

    /// A list.
    struct Sequence: Sendable {
        let nodes: [Node]
        let mark: Mark?
    }

    /// Where it stands.
    var mark: Mark? {
        switch self {
        case .scalar(let scalar): scalar.mark
        case .mapping(let mapping): mapping.mark
        case .sequence(let sequence): sequence.mark
        }
    }

    /// The scalar; nil for what is none.
    var scalar: Scalar? {
        guard case .scalar(let scalar) = self else { return nil }
        return scalar
    }

    /// The values of a list; nil for what is none.
    var sequence: [Node]? {
        guard case .sequence(let sequence) = self else { return nil }
        return sequence.nodes
    }

    /// The value of a mapping's field, whatever else the mapping has; nil without one.
    func member(_ name: String) -> Node? {
        guard case .mapping(let mapping) = self else { return nil }
        return mapping.entries.first { $0.key.scalar?.string == name }?.value
    }

    /// Whether nothing, `~` or `null` stands there.
    var isNull: Bool { scalar?.kind == .null }

    /// Whether it is text: quoted, or plain and not a number, a truth value, a date or nothing.
    var isText: Bool { scalar?.kind == .text }

    /// Whether it is a plain date.
    var isDate: Bool { scalar?.kind == .date }

    /// Whether it is a whole number.
    var isInteger: Bool {
        guard case .integer = scalar?.kind else { return false }
        return true
    }

    /// Whether it is a number that is not whole.
    var isFraction: Bool { scalar?.kind == .fraction }

    /// The whole number; nil for what is none, and for one that is too large.
    var int: Int? {
        guard case .integer(let value) = scalar?.kind else { return nil }
        return value
    }

    /// The truth value, by any of the words that YAML has for it.
    var bool: Bool? {
        guard let scalar, scalar.kind == .bool else { return nil }
        switch scalar.string.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: return nil
        }
    }

    /// What the node is, as an error says it; never its value.
    var kindName: String {
        switch self {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): Self.name(of: scalar.kind)
        }
    }

    private static func name(of kind: Kind) -> String {
        switch kind {
        case .text: "text"
        case .integer, .fraction: "a number"
        case .bool: "true or false"
        case .null: "nothing"
        case .date: "a date"
        case .tagged: "a value with a tag"
        }
    }
}
