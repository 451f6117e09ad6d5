/// One parsed document as a flat list of nodes, reusable without new allocations.
///
/// A tape holds no bytes: whoever parsed keeps them and passes the same bytes to the functions that
/// ask for them. Nodes are valid until the next `parse`; a node of an older document gives a wrong
/// answer or a trap, never an access outside of the bytes. All functions on a node of another kind
/// than they are made for answer `nil`, 0 or nothing.
public struct JSONTape: Sendable {
    /// A value or a member name: a number that only its tape can read.
    public struct Node: Sendable, Hashable, BitwiseCopyable {
        @usableFromInline let index: UInt32

        @inlinable
        init(index: UInt32) {
            self.index = index
        }
    }

    /// What a document may cost.
    public let limits: JSONLimits

    /// Storage of the nodes, filled up to its length; the first `used` of them count.
    @usableFromInline var entries: [JSONEntry] = []

    /// How many nodes the document has.
    @usableFromInline var used = 0

    /// An empty tape; nothing is reserved before the first document.
    ///
    /// - Parameter limits: What a document may cost.
    public init(limits: JSONLimits = .standard) {
        self.limits = limits
    }

    /// The document's value.
    ///
    /// A precondition is a document: the last `parse` has not thrown.
    @inlinable
    public var root: Node {
        precondition(used > 0, "the tape holds no document")
        return Node(index: 0)
    }

    /// How many nodes (values and member names) the document has; 0 without a document.
    @inlinable
    public var nodeCount: Int { used }

    /// Memory the nodes take, in bytes.
    public var memoryBytes: Int { entries.capacity * MemoryLayout<JSONEntry>.stride }

    /// Gives storage back that a large document left behind, and forgets the document.
    ///
    /// - Parameter nodes: How many nodes of capacity may stay.
    public mutating func trim(toNodes nodes: Int) {
        used = 0
        guard entries.count > nodes else { return }
        entries = []
    }
}
