/// What a document may cost before the parser refuses it.
public struct JSONLimits: Sendable, Equatable {
    /// How deeply arrays and objects may nest; one level more is `JSONError.Kind.tooDeep`.
    ///
    /// 512 is far beyond any request or schema seen, and bounds what recursive readers of the
    /// tape need of the stack; the parser itself does not recurse.
    public var depth: Int

    /// How many bytes a document may have; more is `JSONError.Kind.tooLarge`.
    ///
    /// Never above 4 GiB - 1, because the tape counts in 32 bits.
    public var bytes: Int

    /// How many nodes (values and member names) a document may have; more is `tooManyNodes`.
    ///
    /// A node takes 16 bytes, so this bounds the memory of a tape. Never above 16 777 215.
    public var nodes: Int

    /// Depth 512, 64 MiB, 4 194 304 nodes (64 MiB of tape; an answer of 2048 embeddings fits).
    public static let standard = JSONLimits()

    /// Limits, each clamped to what the tape can represent.
    ///
    /// - Parameters:
    ///   - depth: Levels of nesting, at least 1.
    ///   - bytes: Length of a document in bytes.
    ///   - nodes: Values and member names of a document.
    public init(depth: Int = 512, bytes: Int = 64 << 20, nodes: Int = 4 << 20) {
        self.depth = max(depth, 1)
        self.bytes = min(max(bytes, 1), Int(UInt32.max))
        self.nodes = min(max(nodes, 1), JSONEntry.maximumCount)
    }
}
