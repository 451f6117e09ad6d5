/// What is said of a span: names with values, in the order they were put.
struct SpanAttributes: Equatable, Sendable {
    /// A value.
    enum Value: Equatable, Sendable {
        case text(String)
        case integer(UInt64)
        case seconds(Double)
        case flag(Bool)
        case texts([String])
    }

    /// All of them.
    private(set) var all: [(name: String, value: Value)] = []

    /// Says a text, cut to `Limits.attributeCharacters`; an empty one says nothing.
    mutating func add(_ name: String, _ text: String) {
        guard !text.isEmpty else { return }
        all.append((name, .text(Self.bounded(text))))
    }

    /// Says a word of the program's, unless there is none.
    mutating func add(_ name: String, unless isNone: Bool, _ word: StaticString) {
        guard !isNone else { return }
        all.append((name, .text("\(word)")))
    }

    /// Says a list with one text; an empty one says nothing.
    mutating func add(_ name: String, listOf text: String) {
        guard !text.isEmpty else { return }
        all.append((name, .texts([Self.bounded(text)])))
    }

    /// Says a number.
    mutating func add(_ name: String, _ number: UInt64) { all.append((name, .integer(number))) }

    /// Says a time in seconds; none says nothing.
    mutating func add(_ name: String, microseconds: UInt64) {
        guard microseconds > 0 else { return }
        all.append((name, .seconds(Double(microseconds) / 1e6)))
    }

    /// Says that something is so; that it is not says nothing.
    mutating func add(_ name: String, _ isTrue: Bool) {
        guard isTrue else { return }
        all.append((name, .flag(true)))
    }

    /// The value of a name.
    subscript(_ name: String) -> Value? { all.first { $0.name == name }?.value }

    static func == (one: SpanAttributes, other: SpanAttributes) -> Bool {
        one.all.elementsEqual(other.all) { $0.name == $1.name && $0.value == $1.value }
    }

    private static func bounded(_ text: String) -> String {
        text.utf8.count <= Limits.attributeCharacters
            ? text : String(text.unicodeScalars.prefix(Limits.attributeCharacters))
    }
}
