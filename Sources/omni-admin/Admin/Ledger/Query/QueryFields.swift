internal import IPC

/// The parameters of a query, read strictly: what is wrong is refused with its name.
struct QueryFields {
    let request: APIRequest

    init(_ request: APIRequest) { self.request = request }

    /// A text; nil when it is not given.
    func text(_ name: String) throws(APIError) -> String? {
        guard let text = request.query[name] else { return nil }
        return try Self.checked(text, name)
    }

    /// Texts of a parameter that may be given several times.
    func texts(_ name: String) throws(APIError) -> [String] {
        var texts: [String] = []
        for text in try values(name) { texts.append(try Self.checked(text, name)) }
        return texts
    }

    /// A number without sign and leading zeros; nil when it is not given.
    func number(_ name: String, _ range: ClosedRange<UInt64>) throws(APIError) -> UInt64? {
        guard let text = request.query[name] else { return nil }
        return try Self.number(text, name, range)
    }

    /// Numbers of a parameter that may be given several times.
    func numbers(_ name: String, _ range: ClosedRange<UInt64>) throws(APIError) -> [UInt64] {
        var numbers: [UInt64] = []
        for text in try values(name) { numbers.append(try Self.number(text, name, range)) }
        return numbers
    }

    /// True or false; nil when it is not given.
    func flag(_ name: String) throws(APIError) -> Bool? {
        switch request.query[name] {
        case nil: return nil
        case "true"?: return true
        case "false"?: return false
        default: throw Self.invalid(name, "must be `true` or `false`")
        }
    }

    /// One of some words; nil when it is not given.
    func word<Value>(_ name: String, of words: QueryWords<Value>) throws(APIError) -> Value? {
        guard let text = request.query[name] else { return nil }
        return try Self.value(text, name, words)
    }

    /// Some of some words, each given by itself or several with commas.
    func words<Value>(_ name: String, of words: QueryWords<Value>) throws(APIError) -> [Value] {
        var found: [Value] = []
        for text in try values(name) {
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                found.append(try Self.value(String(part), name, words))
            }
        }
        guard found.count <= LedgerLimits.values else { throw Self.tooMany(name) }
        return found
    }

    /// Dollars, as picodollars; nil when it is not given.
    func dollars(_ name: String) throws(APIError) -> UInt64? {
        guard let text = request.query[name] else { return nil }
        guard let amount = Dollars.amount(text) else {
            throw Self.invalid(
                name, "must be an amount of dollars such as `0.05`, with at most 12 decimals")
        }
        return amount
    }

    /// A text of a form that `check` knows; nil when it is not given.
    func text(
        _ name: String, _ what: String, _ check: (String) -> Bool
    ) throws(APIError) -> String? {
        guard let text = request.query[name] else { return nil }
        guard check(text) else { throw Self.invalid(name, what) }
        return text
    }

    /// The refusal of a parameter: 400.
    static func invalid(_ name: String, _ what: String) -> APIError {
        APIError(
            .badRequest, "invalid_parameter", "`\(name)` \(what).",
            details: [APIError.Detail(path: name, message: what)])
    }

    private func values(_ name: String) throws(APIError) -> [String] {
        let values = request.values(name)
        guard values.count <= LedgerLimits.values else { throw Self.tooMany(name) }
        return values
    }

    private static func tooMany(_ name: String) -> APIError {
        invalid(name, "may be given \(LedgerLimits.values) times")
    }

    private static func checked(_ text: String, _ name: String) throws(APIError) -> String {
        guard (1...LedgerLimits.nameCharacters).contains(text.unicodeScalars.count) else {
            throw invalid(name, "must have from 1 to \(LedgerLimits.nameCharacters) characters")
        }
        return text
    }

    private static func number(
        _ text: String, _ name: String, _ range: ClosedRange<UInt64>
    ) throws(APIError) -> UInt64 {
        // What is written otherwise than a number writes itself is no number here: "+5", "05".
        guard let number = UInt64(text), "\(number)" == text, range.contains(number) else {
            throw invalid(
                name, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func value<Value>(
        _ text: String, _ name: String, _ words: QueryWords<Value>
    ) throws(APIError) -> Value {
        guard let value = words[text] else {
            let known = words.words.map { "`\($0)`" }.joined(separator: ", ")
            throw invalid(name, "must be one of \(known)")
        }
        return value
    }
}

/// Words that a parameter may be, and what they mean.
struct QueryWords<Value: Sendable>: Sendable {
    private let pairs: [(word: String, value: Value)]

    init(_ pairs: KeyValuePairs<String, Value>) {
        self.pairs = pairs.map { (word: $0.key, value: $0.value) }
    }

    /// In the order of their declaration.
    var words: [String] { pairs.map(\.word) }

    /// The word for a value.
    func word(of value: Value) -> String? where Value: Equatable {
        pairs.first { $0.value == value }?.word
    }

    subscript(_ word: String) -> Value? { pairs.first { $0.word == word }?.value }
}
