/// A parsed document that owns its bytes, for configuration and requests.
///
/// Copies share their storage. On the way of a stream chunk use `JSONTape`, which allocates nothing.
public struct JSONDocument: Sendable {
    let storage: JSONDocumentStorage

    /// Parses bytes and keeps them.
    ///
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - limits: What the document may cost.
    /// - Throws: What is wrong and where.
    public init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var tape = JSONTape(limits: limits)
        try tape.parse(bytes)
        storage = JSONDocumentStorage(bytes: bytes, tape: tape)
    }

    /// Takes over a tape and the bytes it was parsed from, without parsing again.
    ///
    /// A precondition is a document: the last `parse` of the tape has not thrown.
    ///
    /// - Parameters:
    ///   - bytes: The document that was parsed.
    ///   - tape: Its tape.
    public init(bytes: [UInt8], tape: JSONTape) {
        precondition(tape.range(tape.root).upperBound <= bytes.count, "the tape is of other bytes")
        storage = JSONDocumentStorage(bytes: bytes, tape: tape)
    }

    /// The bytes as they were given.
    public var bytes: [UInt8] { storage.bytes }

    /// The nodes, for those who need them (`JSONSplice`).
    public var tape: JSONTape { storage.tape }

    /// The document's value.
    public var root: JSONValue { JSONValue(storage: storage, node: storage.tape.root) }

    /// A member of the document's object, `nil` if there is none.
    ///
    /// - Parameter name: The name as text, without escapes.
    public subscript(_ name: String) -> JSONValue? { root[name] }
}
