internal import JSON

/// Holds a value against a shape.
struct ShapeChecker {
    typealias Node = JSONReader.Node
    typealias Path = [Breach.Step]

    let reader: JSONReader
    /// Whether a member may be written in snake case where its name is in camel case.
    var takesSnakeCase = false
    /// Whether paths name the kind of an object that a member tells apart.
    var namesTags = false

    /// Checks a value.
    ///
    /// - Parameters:
    ///   - node: The value.
    ///   - shape: What it may be.
    ///   - path: Where it stands.
    /// - Throws: The first breach in document order.
    func check(_ node: Node, _ shape: Shape, at path: Path = []) throws(Breach) {
        if reader.isNull(node) { return }
        switch shape {
        case .any: return
        case .bool: try require(reader.bool(node) != nil, "boolean", node, path)
        case .map: try require(reader.kind(node) == .object, "object", node, path)
        case .integer(let range):
            guard let number = reader.int(node) else {
                throw wrongKind("integer", node, path)
            }
            try checkRange(number, range, path)
        case .number(let range):
            guard let number = reader.double(node) else {
                throw wrongKind("number", node, path)
            }
            try checkRange(number, range, path)
        case .string, .words, .oneOf, .name: try checkString(node, shape, path)
        case .object(let members): try checkObject(node, members, isOpen: false, path)
        case .open(let members): try checkObject(node, members, isOpen: true, path)
        case .tagged(let tag, let shapes, let fallback):
            try checkTagged(node, tag, shapes, fallback, path)
        case .oneField(let fields, let modifiers):
            try checkOneField(node, fields, modifiers, path)
        case .list(let element, let length): try checkList(node, element, length, path)
        case .repeated(let element):
            if reader.kind(node) == .object { return try check(node, element, at: path) }
            try checkList(node, element, 0...Int.max, path)
        case .stringOr(let other):
            if reader.kind(node) == .string { return }
            try check(node, other, at: path)
        }
    }

    /// The value of a member in either spelling; nil if it is absent or `null`.
    func member(_ name: String, of node: Node) -> Node? {
        if let value = reader.member(named: name, of: node) { return value }
        guard takesSnakeCase else { return nil }
        return reader.member(named: Self.snakeCase(name), of: node)
    }

    private func checkString(_ node: Node, _ shape: Shape, _ path: Path) throws(Breach) {
        guard let text = reader.string(node) else { throw wrongKind("string", node, path) }
        switch shape {
        case .string(let length):
            guard !length.contains(text.utf8.count) else { return }
            throw Breach(
                cause: .wrongLength(
                    least: length.lowerBound, most: length.upperBound, got: text.utf8.count,
                    ofList: false), path: path)
        case .words:
            guard text.allSatisfy(\.isWhitespace) else { return }
            throw Breach(cause: .blank, path: path)
        case .oneOf(let known):
            guard !known.contains(text) else { return }
            throw Breach(cause: .wrongChoice(got: text, known: known), path: path)
        case .name(let pattern):
            guard !pattern.matches(text) else { return }
            throw Breach(cause: .wrongPattern(pattern.text), path: path)
        case .any, .bool, .integer, .number, .map, .object, .open, .tagged, .oneField, .list,
            .repeated, .stringOr:
            return
        }
    }

    private func checkObject(
        _ node: Node, _ members: [String: Shape.Member], isOpen: Bool, _ path: Path
    ) throws(Breach) {
        try require(reader.kind(node) == .object, "object", node, path)
        var cursor = reader.members(of: node)
        while let member = reader.nextMember(&cursor) {
            let written = reader.string(member.name) ?? ""
            let name = canonical(written, among: members)
            if let known = members[name] {
                try check(member.value, known.shape, at: path + [.member(written)])
            } else if !isOpen {
                throw Breach(cause: .unknown, path: path + [.member(written)])
            }
        }
        for name in members.filter(\.value.isRequired).keys.sorted()
        where self.member(name, of: node) == nil {
            throw Breach(cause: .missing, path: path + [.member(name)])
        }
    }

    private func canonical<Value>(_ written: String, among known: [String: Value]) -> String {
        guard takesSnakeCase, known[written] == nil, written.contains("_") else { return written }
        return Self.camelCase(written)
    }

    private func checkTagged(
        _ node: Node, _ tag: String, _ shapes: [String: Shape], _ fallback: String?, _ path: Path
    ) throws(Breach) {
        try require(reader.kind(node) == .object, "object", node, path)
        guard let value = reader.member(named: tag, of: node) else {
            guard let shape = fallback.flatMap({ shapes[$0] }) else {
                throw Breach(cause: .missing, path: path + [.member(tag)])
            }
            return try check(node, shape, at: path + named(fallback))
        }
        guard let name = reader.string(value) else {
            throw wrongKind("string", value, path + [.member(tag)])
        }
        guard let shape = shapes[name] else {
            throw Breach(
                cause: .wrongChoice(got: name, known: shapes.keys.sorted()),
                path: path + [.member(tag)])
        }
        try check(node, shape, at: path + named(name))
    }

    private func named(_ tag: String?) -> Path {
        namesTags ? tag.map { [.member($0)] } ?? [] : []
    }

    private func checkOneField(
        _ node: Node, _ fields: [String: Shape], _ modifiers: [String: Shape], _ path: Path
    ) throws(Breach) {
        try require(reader.kind(node) == .object, "object", node, path)
        var found = 0
        var cursor = reader.members(of: node)
        while let member = reader.nextMember(&cursor) {
            let written = reader.string(member.name) ?? ""
            let name = canonical(written, among: fields.merging(modifiers) { first, _ in first })
            let place = path + [.member(written)]
            if let shape = fields[name] {
                if reader.isNull(member.value) { continue }
                found += 1
                try check(member.value, shape, at: place)
            } else if let shape = modifiers[name] {
                try check(member.value, shape, at: place)
            } else {
                throw Breach(cause: .unknown, path: place)
            }
        }
        guard found == 1 else {
            throw Breach(cause: .notOneOf(names: fields.keys.sorted(), count: found), path: path)
        }
    }

    private func checkList(
        _ node: Node, _ element: Shape, _ length: ClosedRange<Int>, _ path: Path
    ) throws(Breach) {
        try require(reader.kind(node) == .array, "array", node, path)
        let count = reader.count(node)
        guard length.contains(count) else {
            throw Breach(
                cause: .wrongLength(
                    least: length.lowerBound, most: length.upperBound, got: count, ofList: true),
                path: path)
        }
        var index = 0
        var elements = reader.elements(of: node)
        while let value = reader.nextElement(&elements) {
            try check(value, element, at: path + [.index(index)])
            index += 1
        }
    }

    private func require(
        _ holds: Bool, _ expected: String, _ node: Node, _ path: Path
    ) throws(Breach) {
        guard holds else { throw wrongKind(expected, node, path) }
    }

    private func wrongKind(_ expected: String, _ node: Node, _ path: Path) -> Breach {
        Breach(
            cause: .wrongKind(expected: expected, got: reader.kind(node).noun), path: path)
    }

    private func checkRange<Number: Comparable>(
        _ number: Number, _ range: ClosedRange<Number>, _ path: Path
    ) throws(Breach) {
        guard !range.contains(number) else { return }
        throw Breach(
            cause: .outOfRange(
                least: "\(range.lowerBound)", most: "\(range.upperBound)", got: "\(number)"),
            path: path)
    }

    private static func camelCase(_ name: String) -> String {
        let words = name.split(separator: "_")
        return words.dropFirst().reduce(into: String(words.first ?? "")) { text, word in
            text += word.prefix(1).uppercased() + word.dropFirst()
        }
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { text, letter in
            text += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
        }
    }
}
