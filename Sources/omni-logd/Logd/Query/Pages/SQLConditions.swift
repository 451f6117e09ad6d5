internal import Store

/// Conditions that all must hold, with the values they compare with.
struct SQLConditions {
    private(set) var texts: [String] = []
    private(set) var values: [any Bindable] = []

    /// No condition.
    init() {}

    /// Adds one condition, with a value for each question mark.
    mutating func add(_ text: String, _ values: [any Bindable] = []) {
        texts.append("(\(text))")
        self.values += values
    }

    /// A column has one of some values.
    mutating func add(_ column: String, oneOf values: [some Bindable]) {
        guard !values.isEmpty else { return }
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        add("\(column) IN (\(marks))", values)
    }

    /// A column is as one of some patterns; "-" is the empty text.
    mutating func add(_ column: String, like patterns: [String]) {
        guard !patterns.isEmpty else { return }
        let tests = patterns.map { _ in "\(column) GLOB ?" }.joined(separator: " OR ")
        add(tests, patterns.map { Self.glob($0 == "-" ? "" : $0) })
    }

    /// A text stands in one of some columns, whatever the case of its letters from A to Z.
    mutating func add(_ columns: [String], contain text: String) {
        guard !text.isEmpty else { return }
        var escaped = "%"
        for character in text.unicodeScalars {
            if character == "%" || character == "_" || character == "\\" { escaped += "\\" }
            escaped.unicodeScalars.append(character)
        }
        escaped += "%"
        let tests = columns.map { "\($0) LIKE ? ESCAPE '\\'" }.joined(separator: " OR ")
        add(tests, columns.map { _ in escaped })
    }

    /// A pattern in which only "*" is special, as one of GLOB.
    ///
    /// - Parameters:
    ///   - pattern: The pattern.
    ///   - literally: Not even "*" is special.
    /// - Returns: The pattern for GLOB.
    static func glob(_ pattern: String, literally: Bool = false) -> String {
        var result = ""
        for character in pattern.unicodeScalars {
            let isSpecial =
                character == "?" || character == "[" || literally && character == "*"
            if isSpecial {
                result += "[\(character)]"
            } else {
                result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// "WHERE …", or nothing.
    var clause: String { texts.isEmpty ? "" : "WHERE " + texts.joined(separator: " AND ") }

    /// Binds the values from the first parameter on.
    func bind(to statement: Statement) {
        for (index, value) in values.enumerated() { value.bind(to: statement, index + 1) }
    }
}
