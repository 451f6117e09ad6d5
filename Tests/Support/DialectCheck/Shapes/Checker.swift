internal import JSON

/// Collects violations while a document is walked.
struct Checker {
    private(set) var violations: [Violation] = []

    /// Whether a name that is not listed is a violation.
    let refusesUnknownFields: Bool

    init(refusesUnknownFields: Bool = true) {
        self.refusesUnknownFields = refusesUnknownFields
    }

    mutating func report(_ path: String, _ message: String) {
        violations.append(Violation(path: path, message: message))
    }

    mutating func expect(_ holds: Bool, _ path: String, _ message: @autoclosure () -> String) {
        if !holds { report(path, message()) }
    }

    /// Parses a document; reports and returns `nil` if it is no JSON.
    mutating func parse(_ bytes: [UInt8], at path: String = "") -> JSONValue? {
        do {
            return try JSONDocument(bytes).root
        } catch {
            report(path, "not JSON: \(error.reason) at byte \(error.offset)")
            return nil
        }
    }

    mutating func check(_ value: JSONValue, _ shape: Shape, at path: String) {
        switch shape {
        case .any: break
        case .bool: expect(value.bool != nil, path, "must be a boolean, not \(value.kindName)")
        case .null: expect(value.isNull, path, "must be null, not \(value.kindName)")
        case .string(let rule): check(value, rule, at: path)
        case .word(let words): check(value, words, at: path)
        case .integer(let range): check(value, range, at: path)
        case .number(let range): check(value, range, at: path)
        case .array(let element, let range): check(value, elements: element, range, at: path)
        case .record(let record): check(value, record, at: path)
        case .map(let element): check(value, map: element, at: path)
        case .tagged(let name, let kinds): check(value, tag: name, kinds, at: path)
        case .either(let shapes): check(value, either: shapes, at: path)
        case .later(let shape): check(value, shape(), at: path)
        }
    }
}
