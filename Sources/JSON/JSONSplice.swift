/// Edits of a document that leave every other byte as it is.
///
/// Edits refer to the original document, not to one another: the order of calls matters only where
/// two say something about the same place. What lies inside of a range that is replaced or removed
/// goes with it, edited or not. Costs are those of the edits and of the children of the containers
/// touched, not of the document.
public struct JSONSplice: Sendable {
    private var edits: [JSONSpliceEdit] = []
    private var containers: [JSONContainerEdit] = []

    /// No edits.
    public init() {}

    /// Whether there is nothing to do, so that the original can be sent on as it is.
    public var isEmpty: Bool { edits.isEmpty && containers.isEmpty }

    /// Puts bytes in the place of a range; of two replacements of one range the later counts.
    ///
    /// - Parameters:
    ///   - range: Range of the original, in bytes; an empty one inserts. It may contain the range
    ///     of another edit or lie in it, but not cross it.
    ///   - bytes: What stands there instead.
    public mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) {
        edits.append(JSONSpliceEdit(range: range, bytes: bytes))
    }

    /// Puts a value in the place of another one.
    ///
    /// - Parameters:
    ///   - node: The value to replace.
    ///   - json: One JSON value, trusted.
    ///   - tape: The tape of the original.
    public mutating func replace(
        _ node: JSONTape.Node, with json: [UInt8], on tape: JSONTape
    ) {
        replace(tape.range(node), with: json)
    }

    /// The spliced document as parts of the original and new bytes.
    ///
    /// - Parameter byteCount: Length of the original in bytes.
    /// - Returns: The parts, in order.
    public func segments(of byteCount: Int) -> JSONSegments {
        var all = edits
        for container in containers { container.append(to: &all) }
        return JSONSegments(JSONSpliceEdit.resolve(all), byteCount: byteCount)
    }

    /// The spliced document.
    ///
    /// - Parameter original: The document the edits were made for.
    /// - Returns: The whole, as new bytes.
    public func apply(to original: RawSpan) -> [UInt8] {
        var bytes: [UInt8] = []
        segments(of: original.byteCount).append(to: &bytes, from: original)
        return bytes
    }

    /// The spliced document.
    ///
    /// - Parameter original: The document the edits were made for.
    /// - Returns: The whole, as new bytes.
    public func apply(to original: [UInt8]) -> [UInt8] {
        original.withRawBytes { apply(to: $0) }
    }

    /// Gives the edit of a container to functions of other files; starts one if there is none.
    mutating func edit<Result>(
        _ node: JSONTape.Node, on tape: JSONTape, _ body: (inout JSONContainerEdit) -> Result
    ) -> Result {
        // A handful of containers at most are touched in one document.
        if let index = containers.firstIndex(where: { $0.node == node }) {
            return body(&containers[index])
        }
        containers.append(JSONContainerEdit(node, on: tape))
        return body(&containers[containers.count - 1])
    }
}
