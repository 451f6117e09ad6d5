extension JSONTape {
    /// The value of a member; the last one if the name stands there more than once.
    ///
    /// - Parameters:
    ///   - name: The name as text, without escapes.
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: `nil` if there is no such member or the node is no object.
    public func member(_ name: StaticString, of node: Node, in bytes: RawSpan) -> Node? {
        name.withRawBytes { lastMember($0, node, bytes)?.value }
    }

    /// The value of a member whose name is known at run time; the last one of duplicates.
    ///
    /// - Parameters:
    ///   - name: The name as text, without escapes.
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: `nil` if there is no such member or the node is no object.
    public func member(named name: String, of node: Node, in bytes: RawSpan) -> Node? {
        name.withRawBytes { lastMember($0, node, bytes)?.value }
    }

    /// All members of one name, in order; more than one if the name is duplicated.
    ///
    /// - Parameters:
    ///   - name: The name as text, without escapes.
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: The members; none if the node is no object.
    public func allMembers(named name: String, of node: Node, in bytes: RawSpan) -> [Member] {
        var found: [Member] = []
        var cursor = members(of: node)
        while let member = nextMember(&cursor) {
            if equals(member.name, text: name, in: bytes) { found.append(member) }
        }
        return found
    }

    /// Whether two members of an object have the same name.
    ///
    /// - Parameters:
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: Whether there are; `false` if the node is no object.
    public func hasDuplicateNames(_ node: Node, in bytes: RawSpan) -> Bool {
        // As bytes, because strings compare by canonical equivalence and names do not.
        var names = Set<[UInt8]>()
        var cursor = members(of: node)
        while let member = nextMember(&cursor) {
            var name: [UInt8] = []
            appendText(of: member.name, in: bytes, to: &name)
            guard names.insert(name).inserted else { return true }
        }
        return false
    }

    /// Whether a string is a literal, whatever escapes it is written with.
    ///
    /// - Parameters:
    ///   - node: A node of this tape; other kinds equal nothing.
    ///   - literal: The text to compare with.
    ///   - bytes: The document that was parsed.
    /// - Returns: Whether the text is the same.
    public func equals(_ node: Node, _ literal: StaticString, in bytes: RawSpan) -> Bool {
        literal.withRawBytes { equals(node, utf8: $0, in: bytes) }
    }

    /// Whether a string is a text known at run time, whatever escapes it is written with.
    ///
    /// - Parameters:
    ///   - node: A node of this tape; other kinds equal nothing.
    ///   - text: The text to compare with.
    ///   - bytes: The document that was parsed.
    /// - Returns: Whether the text is the same.
    public func equals(_ node: Node, text: String, in bytes: RawSpan) -> Bool {
        text.withRawBytes { equals(node, utf8: $0, in: bytes) }
    }

    /// Whether a string has exactly these UTF-8 bytes as its text.
    ///
    /// - Parameters:
    ///   - node: A node of this tape; other kinds equal nothing.
    ///   - text: The bytes to compare with.
    ///   - bytes: The document that was parsed.
    /// - Returns: Whether the text is the same.
    public func equals(_ node: Node, utf8 text: RawSpan, in bytes: RawSpan) -> Bool {
        let entry = entries[Int(node.index)]
        guard entry.info & 7 == UInt32(JSONKind.string.rawValue) else { return false }
        return matches(entry, text, bytes)
    }

    private func lastMember(_ name: RawSpan, _ node: Node, _ bytes: RawSpan) -> Member? {
        var found: Member?
        var cursor = members(of: node)
        while let member = nextMember(&cursor) {
            if matches(entries[Int(member.name.index)], name, bytes) { found = member }
        }
        return found
    }

    @inline(__always)
    private func matches(_ entry: JSONEntry, _ text: RawSpan, _ bytes: RawSpan) -> Bool {
        let content = Int(entry.start) &+ 1..<max(Int(entry.start) &+ 1, Int(entry.end) &- 1)
        if entry.info & JSONEntry.escaped == 0 { return bytes.equals(content, text) }
        // An escape is never shorter than what it stands for.
        guard content.count > text.byteCount else { return false }
        return JSONUnescaper.equals(content, of: bytes, text)
    }
}
