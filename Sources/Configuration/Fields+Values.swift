extension Fields {
    /// One of several words; nil when it is missing or was reported.
    func choice<Value>(_ name: String, _ choices: [(name: String, value: Value)]) -> Value? {
        guard let node = node(name) else { return nil }
        return Self.choice(node, "`\(name)`", choices, problems)
    }

    /// The value of a word.
    ///
    /// What YAML takes it for does not matter: `off` is a truth value there.
    static func choice<Value>(
        _ node: Node, _ what: String, _ choices: [(name: String, value: Value)],
        _ problems: Problems
    ) -> Value? {
        guard let word = node.scalar?.string else {
            problems.add(node.mark, "\(what) must be text; found \(node.kindName)")
            return nil
        }
        if let found = choices.first(where: { $0.name == word }) { return found.value }
        let names = choices.map(\.name)
        let hint = NearName.nearest(word, in: names).map { "; did you mean `\($0)`?" } ?? ""
        problems.add(node.mark, "\(what) must be one of \(list(names))\(hint)")
        return nil
    }

    /// A list of texts, each with its place; empty when it is missing or was reported.
    ///
    /// - Parameters:
    ///   - name: Of the field.
    ///   - what: What one of them is, as in "a tag must be text".
    ///   - limit: How many there may be.
    ///   - isAllowed: What one of them may look like.
    ///   - rule: The same in words, as in "may have letters only".
    /// - Returns: The texts that are allowed, each once.
    func texts(
        _ name: String, _ what: String, atMost limit: Int,
        where isAllowed: (String) -> Bool = { _ in true }, rule: String = ""
    ) -> [(text: String, mark: Mark?)] {
        var seen: Set<String> = []
        var found: [(text: String, mark: Mark?)] = []
        for node in list(name, atMost: limit) ?? [] {
            guard let text = Self.text(node, what, problems) else { continue }
            guard isAllowed(text) else {
                problems.add(node.mark, "\(what) \(rule)")
                continue
            }
            guard seen.insert(text).inserted else {
                problems.add(node.mark, "\(what) is listed twice")
                continue
            }
            found.append((text, node.mark))
        }
        return found
    }

    /// A mapping whose names are the user's own; empty when it is missing or was reported.
    func entries(
        _ name: String, _ what: String, mayBeNothing: Bool = false, atMost limit: Int
    ) -> [(name: String, mark: Mark?, value: Node)] {
        guard let node = node(name) else { return [] }
        if mayBeNothing, node.isNull { return [] }
        guard case .mapping(let mapping) = node else {
            problems.add(node.mark, "`\(name)` must be a mapping; found \(node.kindName)")
            return []
        }
        guard mapping.entries.count <= limit else {
            problems.add(node.mark, "`\(name)` has more than \(limit) entries")
            return []
        }
        return mapping.entries.compactMap { key, value in
            Self.text(key, what, problems).map { ($0, key.mark, value) }
        }
    }

    /// A decimal number in millionths, within bounds that are whole.
    func decimal(_ name: String, in range: ClosedRange<UInt64>) -> UInt64? {
        guard let node = node(name) else { return nil }
        let isNumber = node.isText || node.isInteger || node.isFraction
        guard let scalar = node.scalar, isNumber else {
            problems.add(
                node.mark, "`\(name)` must be \(DecimalNumber.text); found \(node.kindName)")
            return nil
        }
        do throws(DecimalNumber.Problem) {
            let value = try DecimalNumber.millionths(scalar.string)
            let one = DecimalNumber.one
            guard (range.lowerBound * one...range.upperBound * one).contains(value) else {
                problems.add(
                    node.mark,
                    "`\(name)` must be between \(range.lowerBound) and \(range.upperBound)")
                return nil
            }
            return value
        } catch {
            problems.add(node.mark, "`\(name)` \(error.rawValue)")
            return nil
        }
    }
}
