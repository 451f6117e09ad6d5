internal import JSON

extension Checker {
    mutating func check(_ value: JSONValue, _ rule: StringRule, at path: String) {
        guard let text = value.string else {
            report(path, "must be a string, not \(value.kindName)")
            return
        }
        expect(rule.holds(text), path, "must be \(rule.name)")
        expect(!value.hasLoneSurrogates, path, "holds half a surrogate pair")
    }

    mutating func check(_ value: JSONValue, _ words: [String], at path: String) {
        guard let text = value.string else {
            report(path, "must be a string, not \(value.kindName)")
            return
        }
        expect(words.contains(text), path, "\(text) is not one of \(words.joined(separator: ", "))")
    }

    mutating func check(_ value: JSONValue, _ range: ClosedRange<Int64>, at path: String) {
        guard let number = value.int else {
            report(path, "must be an integer, not \(value.numberText ?? value.kindName)")
            return
        }
        expect(range.contains(number), path, "\(number) is out of range")
    }

    mutating func check(_ value: JSONValue, _ range: ClosedRange<Double>, at path: String) {
        guard let number = value.double else {
            report(path, "must be a number, not \(value.kindName)")
            return
        }
        expect(range.contains(number), path, "\(number) is out of range")
    }

    mutating func check(
        _ value: JSONValue, elements: Shape, _ range: ClosedRange<Int>, at path: String
    ) {
        guard let array = value.array else {
            report(path, "must be an array, not \(value.kindName)")
            return
        }
        expect(range.contains(array.count), path, "holds \(array.count) elements")
        for (index, element) in array.enumerated() {
            check(element, elements, at: "\(path)[\(index)]")
        }
    }

    mutating func check(_ value: JSONValue, map element: Shape, at path: String) {
        guard let members = value.members else {
            report(path, "must be an object, not \(value.kindName)")
            return
        }
        for member in members { check(member.value, element, at: path.member(member.name)) }
    }

    mutating func check(_ value: JSONValue, _ record: RecordShape, at path: String) {
        guard let members = value.members else {
            report(path, "must be an object, not \(value.kindName)")
            return
        }
        var seen: Set<String> = []
        for (name, member) in members {
            let place = path.member(name)
            expect(seen.insert(name).inserted, place, "duplicate field")
            if let shape = record.required[name] {
                check(member, shape, at: place)
            } else if let shape = record.optional[name] {
                if !(record.nulls && member.isNull) { check(member, shape, at: place) }
            } else if refusesUnknownFields, !record.isOpen {
                report(place, Violation.unknownField)
            }
        }
        for name in record.required.keys.sorted() where !seen.contains(name) {
            report(path.member(name), "missing")
        }
    }

    mutating func check(
        _ value: JSONValue, tag name: String, _ kinds: [String: Shape], at path: String
    ) {
        guard value.kind == .object else {
            report(path, "must be an object, not \(value.kindName)")
            return
        }
        guard let tag = value.text(name) else {
            report(path.member(name), "missing")
            return
        }
        guard let shape = kinds[tag] else {
            report(path.member(name), "\(tag) is not known")
            return
        }
        check(value, shape, at: path)
    }

    mutating func check(_ value: JSONValue, either shapes: [Shape], at path: String) {
        guard let shape = shapes.first(where: { $0.accepts(value) }) else {
            let kinds = shapes.map(\.kindName).joined(separator: " or ")
            report(path, "must be \(kinds), not \(value.kindName)")
            return
        }
        check(value, shape, at: path)
    }
}

extension String {
    /// The path of a member of the value at this path.
    func member(_ name: String) -> String { isEmpty ? name : "\(self).\(name)" }
}
