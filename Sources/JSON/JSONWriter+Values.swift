extension JSONWriter {
    /// Writes `null`.
    public mutating func null() { raw("null") }

    /// Writes `true` or `false`.
    ///
    /// - Parameter value: Which of them.
    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// Writes an integer.
    ///
    /// - Parameter value: Any integer of at most 64 bits.
    public mutating func int(_ value: some BinaryInteger) {
        integer(isNegative: value < 0, UInt64(value.magnitude))
    }

    /// Writes a number as the shortest text that reads as the same `Double`.
    ///
    /// - Parameter value: The number; `null` is written for what JSON has no number for (infinity
    ///   and not-a-number).
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        let text = value.description
        text.withRawBytes { rawValue($0) }
    }

    /// Writes a member with a string.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The text; it is escaped where it must be.
    public mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    /// Writes a member with an integer.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: Any integer of at most 64 bits.
    public mutating func member(_ name: StaticString, _ value: some BinaryInteger) {
        self.name(name)
        int(value)
    }

    /// Writes a member with `true` or `false`.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: Which of them.
    public mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    /// Writes a member with JSON that is ready.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - json: One JSON value, trusted.
    public mutating func member(_ name: StaticString, raw json: [UInt8]) {
        self.name(name)
        raw(json)
    }

    /// Writes a member with a part of a document.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - range: Range of one JSON value in the document, in bytes; traps outside of it.
    ///   - document: The document.
    public mutating func member(_ name: StaticString, raw range: Range<Int>, of document: RawSpan) {
        self.name(name)
        raw(range, of: document)
    }
}
