/// A spliced document as a list of parts, so that a large body is sent on without another copy.
public struct JSONSegments: Sendable, Equatable {
    /// The parts in order.
    public let list: [JSONSegment]

    /// Length of the whole in bytes, known before the first part is sent.
    public let byteCount: Int

    /// A new document, in one part.
    ///
    /// - Parameter bytes: All of it.
    public init(whole bytes: [UInt8]) {
        list = bytes.isEmpty ? [] : [.inserted(bytes)]
        byteCount = bytes.count
    }

    /// Cuts a document at sorted edits that do not overlap.
    ///
    /// - Parameters:
    ///   - edits: The edits.
    ///   - byteCount: Length of the original in bytes.
    init(_ edits: [JSONSpliceEdit], byteCount: Int) {
        var list: [JSONSegment] = []
        var length = 0
        var at = 0
        for edit in edits {
            precondition(edit.range.upperBound <= byteCount, "an edit lies outside of the document")
            if edit.range.lowerBound > at { list.append(.original(at..<edit.range.lowerBound)) }
            if !edit.bytes.isEmpty { list.append(.inserted(edit.bytes)) }
            length += edit.range.lowerBound - at + edit.bytes.count
            at = edit.range.upperBound
        }
        if at < byteCount { list.append(.original(at..<byteCount)) }
        self.list = list
        self.byteCount = length + byteCount - at
    }

    /// Appends the spliced document to a buffer.
    ///
    /// - Parameters:
    ///   - buffer: Where the bytes go.
    ///   - original: The document the splice was made for.
    public func append(to buffer: inout [UInt8], from original: RawSpan) {
        buffer.reserveCapacity(buffer.count + byteCount)
        for segment in list {
            switch segment {
            case .original(let range): original.append(range, to: &buffer)
            case .inserted(let bytes): buffer.append(contentsOf: bytes)
            }
        }
    }
}
