extension JSONTape {
    /// What a node is; a member name is a string.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: The kind.
    @inlinable
    public func kind(_ node: Node) -> JSONKind {
        // The parser writes these three bits from a `JSONKind` only.
        JSONKind(rawValue: UInt8(truncatingIfNeeded: entries[Int(node.index)].info & 7)) ?? .null
    }

    /// The bytes of a node, strings with their quotes.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: A range in bytes, never empty.
    @inlinable
    public func range(_ node: Node) -> Range<Int> {
        let entry = entries[Int(node.index)]
        return Int(entry.start)..<Int(entry.end)
    }

    /// The bytes between the quotes of a string, still escaped; empty for other kinds.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: A range in bytes.
    @inlinable
    public func contentRange(_ node: Node) -> Range<Int> {
        let whole = range(node)
        guard kind(node) == .string, whole.count >= 2 else {
            return whole.lowerBound..<whole.lowerBound
        }
        return (whole.lowerBound + 1)..<(whole.upperBound - 1)
    }

    /// How many members an object has, duplicates counted, or how many elements an array.
    ///
    /// - Parameter node: A node of this tape; other kinds have none.
    /// - Returns: The number.
    @inlinable
    public func count(_ node: Node) -> Int {
        Int(entries[Int(node.index)].info >> 8)
    }

    /// Whether a string is written with escapes, so that its text is not its bytes.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: `false` for other kinds than strings.
    @inlinable
    public func isEscaped(_ node: Node) -> Bool {
        entries[Int(node.index)].info & JSONEntry.escaped != 0
    }

    /// Whether a string holds a surrogate escape without its partner.
    ///
    /// Such a string has no Unicode text: its bytes stay as they are, its text has U+FFFD there.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: `false` for other kinds than strings.
    @inlinable
    public func hasLoneSurrogates(_ node: Node) -> Bool {
        entries[Int(node.index)].info & JSONEntry.loneSurrogate != 0
    }

    /// Whether a number is written without fraction and exponent.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: `false` for other kinds than numbers.
    @inlinable
    public func isInteger(_ node: Node) -> Bool {
        entries[Int(node.index)].info & JSONEntry.integer != 0
    }
}
