/// A value of a `JSONDocument`, read when asked for.
///
/// Properties named after another kind than the value's are `nil`; nothing is converted.
public struct JSONValue: Sendable {
    let storage: JSONDocumentStorage

    /// The node on the tape of the document.
    public let node: JSONTape.Node

    /// What the value is.
    public var kind: JSONKind { storage.tape.kind(node) }

    /// The bytes of the value in the document, strings with their quotes.
    public var range: Range<Int> { storage.tape.range(node) }

    /// A copy of the bytes of the value, exactly as they stand in the document.
    public var rawBytes: [UInt8] { Array(storage.bytes[range]) }

    /// How many members or elements the value has; 0 for other kinds.
    public var count: Int { storage.tape.count(node) }

    /// Whether the value is `null`.
    public var isNull: Bool { storage.tape.isNull(node) }

    /// The value of `true` or `false`.
    public var bool: Bool? { storage.tape.bool(node) }

    /// The text of a string; lone surrogates read as U+FFFD.
    public var string: String? {
        storage.bytes.withRawBytes { storage.tape.string(node, in: $0) }
    }

    /// Whether the string holds a surrogate escape without its partner.
    public var hasLoneSurrogates: Bool { storage.tape.hasLoneSurrogates(node) }

    /// The value of a number written as an integer that fits; not `1.0` and not `1e3`.
    public var int: Int64? {
        storage.bytes.withRawBytes { storage.tape.int(node, in: $0) }
    }

    /// The value of a number in the range of `Double`, rounded to the nearest.
    public var double: Double? {
        storage.bytes.withRawBytes { storage.tape.double(node, in: $0) }
    }

    /// The text of a number, exactly as it is written.
    public var numberText: String? {
        storage.bytes.withRawBytes { storage.tape.numberText(node, in: $0) }
    }

    /// The elements of an array.
    public var array: [JSONValue]? {
        guard kind == .array else { return nil }
        var values: [JSONValue] = []
        values.reserveCapacity(count)
        storage.tape.forEachElement(of: node) { values.append(value($0)) }
        return values
    }

    /// The members of an object in order, duplicates included.
    public var members: [(name: String, value: JSONValue)]? {
        guard kind == .object else { return nil }
        var members: [(name: String, value: JSONValue)] = []
        members.reserveCapacity(count)
        storage.bytes.withRawBytes { bytes in
            storage.tape.forEachMember(of: node) { member in
                let name = storage.tape.string(member.name, in: bytes) ?? ""
                members.append((name, value(member.value)))
            }
        }
        return members
    }

    /// A member of an object, the last one of duplicates; `nil` if there is none.
    ///
    /// - Parameter name: The name as text, without escapes.
    public subscript(_ name: String) -> JSONValue? {
        let tape = storage.tape
        return storage.bytes.withRawBytes { tape.member(named: name, of: node, in: $0) }.map(value)
    }

    /// An element of an array; `nil` if there is none at the position.
    ///
    /// Looks at all elements before it: use `array` for a walk.
    ///
    /// - Parameter index: Position from 0.
    public subscript(_ index: Int) -> JSONValue? {
        storage.tape.element(index, of: node).map(value)
    }

    private func value(_ node: JSONTape.Node) -> JSONValue {
        JSONValue(storage: storage, node: node)
    }
}
