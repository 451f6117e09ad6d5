extension JSONTape {
    /// A member of an object.
    public struct Member: Sendable, Hashable, BitwiseCopyable {
        /// The name, a node of kind string.
        public let name: Node

        /// The value.
        public let value: Node

        @inlinable
        init(name: Node, value: Node) {
            self.name = name
            self.value = value
        }
    }

    /// Where a walk over the children of a node is; two numbers, no allocation.
    public struct Cursor: Sendable, BitwiseCopyable {
        @usableFromInline var next: UInt32
        @usableFromInline let end: UInt32

        @inlinable
        init(next: UInt32, end: UInt32) {
            self.next = next
            self.end = end
        }
    }

    /// Starts a walk over the elements of an array; for other kinds there are none.
    ///
    ///     var elements = tape.elements(of: node)
    ///     while let element = tape.nextElement(&elements) { … }
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: A cursor for `nextElement`.
    @inlinable
    public func elements(of node: Node) -> Cursor {
        children(of: node, .array)
    }

    /// Starts a walk over the members of an object; for other kinds there are none.
    ///
    ///     var members = tape.members(of: node)
    ///     while let member = tape.nextMember(&members) { … }
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: A cursor for `nextMember`.
    @inlinable
    public func members(of node: Node) -> Cursor {
        children(of: node, .object)
    }

    @inlinable
    func children(of node: Node, _ kind: JSONKind) -> Cursor {
        let entry = entries[Int(node.index)]
        guard entry.info & 7 == UInt32(kind.rawValue) else { return Cursor(next: 0, end: 0) }
        return Cursor(next: node.index &+ 1, end: entry.next)
    }

    /// The next element of a walk, `nil` at the end.
    ///
    /// - Parameter cursor: From `elements(of:)`; moves on.
    /// - Returns: The element.
    @inlinable
    public func nextElement(_ cursor: inout Cursor) -> Node? {
        guard cursor.next < cursor.end else { return nil }
        let node = Node(index: cursor.next)
        cursor.next = entries[Int(cursor.next)].next
        return node
    }

    /// The next member of a walk, `nil` at the end.
    ///
    /// - Parameter cursor: From `members(of:)`; moves on.
    /// - Returns: The member.
    @inlinable
    public func nextMember(_ cursor: inout Cursor) -> Member? {
        guard cursor.next < cursor.end else { return nil }
        let value = cursor.next &+ 1
        let member = Member(name: Node(index: cursor.next), value: Node(index: value))
        cursor.next = entries[Int(value)].next
        return member
    }

    /// Calls `body` with each element of an array, in order.
    ///
    /// - Parameters:
    ///   - node: A node of this tape; nothing happens if it is no array.
    ///   - body: What is done with an element.
    /// - Throws: What `body` throws.
    @inlinable
    public func forEachElement<Failure: Error>(
        of node: Node, _ body: (Node) throws(Failure) -> Void
    ) throws(Failure) {
        var cursor = elements(of: node)
        while let element = nextElement(&cursor) { try body(element) }
    }

    /// Calls `body` with each member of an object, in order, duplicates included.
    ///
    /// - Parameters:
    ///   - node: A node of this tape; nothing happens if it is no object.
    ///   - body: What is done with a member.
    /// - Throws: What `body` throws.
    @inlinable
    public func forEachMember<Failure: Error>(
        of node: Node, _ body: (Member) throws(Failure) -> Void
    ) throws(Failure) {
        var cursor = members(of: node)
        while let member = nextMember(&cursor) { try body(member) }
    }

    /// The element at a position; looks at all before it.
    ///
    /// - Parameters:
    ///   - index: Position from 0.
    ///   - node: A node of this tape.
    /// - Returns: `nil` if there is no such element or the node is no array.
    public func element(_ index: Int, of node: Node) -> Node? {
        var cursor = elements(of: node)
        var rest = index
        while let element = nextElement(&cursor) {
            if rest == 0 { return element }
            rest -= 1
        }
        return nil
    }
}
