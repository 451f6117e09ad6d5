/// The fields of one mapping: known, each at most once, each of its type, or reported.
struct Fields {
    /// Where the mapping begins.
    let mark: Mark?
    let problems: Problems
    private var values: [String: (mark: Mark?, node: Node)] = [:]

    /// Reads a mapping and reports the fields that `known` does not name; nil when it is no mapping.
    ///
    /// `what` says what the mapping describes, as in "unknown field in a connection".
    init?(_ node: Node, _ what: String, known: [String], _ problems: Problems) {
        guard case .mapping(let mapping) = node else {
            problems.add(
                node.mark,
                "\(what) must be a mapping with the fields \(Self.list(known)); found \(node.kindName)"
            )
            return nil
        }
        self.mark = node.mark
        self.problems = problems
        for (key, value) in mapping.entries {
            guard let name = key.scalar?.string else {
                problems.add(key.mark, "a field name must be text; found \(key.kindName)")
                continue
            }
            guard known.contains(name) else {
                problems.add(unknownName: key.mark, Self.unknown(name, what, known))
                continue
            }
            values[name] = (key.mark, value)
        }
    }

    /// What to say of an unknown field.
    ///
    /// Its name is shown only if it cannot be a misplaced secret.
    private static func unknown(_ name: String, _ what: String, _ known: [String]) -> String {
        if let near = NearName.nearest(name, in: known) {
            return "unknown field `\(name)`; did you mean `\(near)`?"
        }
        if let colon = name.firstIndex(of: ":"), known.contains(String(name[..<colon])) {
            return "`\(name[..<colon]):` needs a space after the colon"
        }
        let shown = FieldName.isPlain(name) ? "unknown field `\(name)`" : "unknown field"
        return "\(shown) in \(what); the fields are \(list(known))"
    }

    static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    /// Whether the field is there.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// Where a field's name stands, or the mapping when it is missing.
    func mark(of name: String) -> Mark? { values[name]?.mark ?? mark }

    /// Where a field's value stands, or the mapping when it is missing.
    func valueMark(of name: String) -> Mark? { values[name]?.node.mark ?? mark(of: name) }

    /// A field's value, whatever it is.
    func node(_ name: String) -> Node? { values[name]?.node }

    /// Text; nil when it is missing or was reported.
    func text(_ name: String) -> String? {
        guard let node = values[name]?.node else { return nil }
        return Self.text(node, "`\(name)`", problems)
    }

    /// Text that may look like a date, such as a version; nil when it is missing or was reported.
    func textOrDate(_ name: String) -> String? {
        guard let node = values[name]?.node, node.isDate else { return text(name) }
        return node.scalar?.string
    }

    /// Text that must be there.
    func requiredText(_ name: String, _ what: String) -> String? {
        guard has(name) else {
            problems.add(mark, "\(what) needs the field `\(name)`")
            return nil
        }
        return text(name)
    }

    /// The text of a node, or nil after a report.
    static func text(_ node: Node, _ what: String, _ problems: Problems) -> String? {
        guard let scalar = node.scalar, node.isText else {
            let advice = node.scalar != nil && !node.isNull ? "; put it in quotes" : ""
            problems.add(node.mark, "\(what) must be text; found \(node.kindName)\(advice)")
            return nil
        }
        guard !scalar.string.isEmpty else {
            problems.add(node.mark, "\(what) is empty")
            return nil
        }
        return scalar.string
    }

    /// True or false.
    func bool(_ name: String) -> Bool? {
        guard let node = values[name]?.node else { return nil }
        guard !node.isText, let value = node.bool else {
            problems.add(node.mark, "`\(name)` must be true or false; found \(node.kindName)")
            return nil
        }
        return value
    }

    /// A whole number within bounds.
    func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = values[name]?.node else { return nil }
        guard node.isInteger, let value = node.int else {
            problems.add(node.mark, "`\(name)` must be a whole number; found \(node.kindName)")
            return nil
        }
        guard range.contains(value) else {
            problems.add(
                node.mark,
                "`\(name)` must be between \(range.lowerBound) and \(range.upperBound)")
            return nil
        }
        return value
    }

    /// A list of any nodes; a section with nothing under it is an empty one when `mayBeNothing`.
    func list(_ name: String, mayBeNothing: Bool = false, atMost limit: Int) -> [Node]? {
        guard let node = values[name]?.node else { return nil }
        if mayBeNothing, node.isNull { return [] }
        guard case .sequence(let sequence) = node else {
            problems.add(node.mark, "`\(name)` must be a list; found \(node.kindName)")
            return nil
        }
        guard sequence.nodes.count <= limit else {
            problems.add(node.mark, "`\(name)` has more than \(limit) entries")
            return nil
        }
        return sequence.nodes
    }

    /// A quantity with its unit.
    func quantity(_ name: String, _ quantity: Quantity) -> UInt64? {
        guard let node = values[name]?.node else { return nil }
        guard let scalar = node.scalar, node.isText || node.isInteger else {
            problems.add(
                node.mark,
                "`\(name)` must be \(quantity.description); found \(node.kindName)")
            return nil
        }
        switch quantity.read(scalar.string) {
        case .success(let value): return value
        case .failure(let problem):
            problems.add(node.mark, "`\(name)` \(problem.text)")
            return nil
        }
    }
}
