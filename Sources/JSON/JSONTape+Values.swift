extension JSONTape {
    /// The text of a string; lone surrogates read as U+FFFD.
    ///
    /// - Parameters:
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: `nil` if the node is no string.
    public func string(_ node: Node, in bytes: RawSpan) -> String? {
        guard kind(node) == .string else { return nil }
        let content = contentRange(node)
        guard isEscaped(node) else { return bytes.text(content) }
        var buffer: [UInt8] = []
        buffer.reserveCapacity(content.count)
        JSONUnescaper.decode(content, of: bytes, into: &buffer)
        return buffer.withRawBytes { $0.text(0..<$0.byteCount) }
    }

    /// Appends the text of a string as UTF-8 to a buffer; lone surrogates as U+FFFD.
    ///
    /// - Parameters:
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    ///   - buffer: Where the text goes.
    /// - Returns: Whether the node is a string; otherwise nothing is appended.
    @discardableResult
    public func appendText(
        of node: Node, in bytes: RawSpan, to buffer: inout [UInt8]
    ) -> Bool {
        guard kind(node) == .string else { return false }
        let content = contentRange(node)
        if isEscaped(node) {
            JSONUnescaper.decode(content, of: bytes, into: &buffer)
        } else {
            bytes.append(content, to: &buffer)
        }
        return true
    }

    /// Appends the bytes of a value, exactly as they stand in the document, to a buffer.
    ///
    /// - Parameters:
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    ///   - buffer: Where the bytes go.
    public func appendRaw(_ node: Node, in bytes: RawSpan, to buffer: inout [UInt8]) {
        bytes.append(range(node), to: &buffer)
    }

    /// The value of a number written as an integer.
    ///
    /// - Parameters:
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: `nil` if the node is no number, has a fraction or an exponent (even `1.0`), or
    ///   does not fit.
    public func int(_ node: Node, in bytes: RawSpan) -> Int64? {
        guard isInteger(node) else { return nil }
        let text = range(node)
        let isNegative = bytes.peek(text.lowerBound) == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in (isNegative ? text.lowerBound + 1 : text.lowerBound)..<text.upperBound {
            let digit = Int64(bytes.peek(index) &- 0x30)
            let scaled = value.multipliedReportingOverflow(by: 10)
            // Downwards, because the smallest integer has no positive counterpart.
            let next = scaled.partialValue.subtractingReportingOverflow(digit)
            guard !scaled.overflow, !next.overflow else { return nil }
            value = next.partialValue
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// The value of a number, rounded to the nearest `Double`.
    ///
    /// - Parameters:
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: `nil` if the node is no number or beyond the range of `Double`.
    public func double(_ node: Node, in bytes: RawSpan) -> Double? {
        guard kind(node) == .number, let value = Double(bytes.text(range(node))),
            value.isFinite
        else { return nil }
        return value
    }

    /// The text of a number, exactly as it is written.
    ///
    /// - Parameters:
    ///   - node: A node of this tape.
    ///   - bytes: The document that was parsed.
    /// - Returns: `nil` if the node is no number.
    public func numberText(_ node: Node, in bytes: RawSpan) -> String? {
        kind(node) == .number ? bytes.text(range(node)) : nil
    }

    /// The value of `true` or `false`, `nil` for other kinds.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: The value.
    @inlinable
    public func bool(_ node: Node) -> Bool? {
        switch kind(node) {
        case .true: true
        case .false: false
        case .null, .number, .string, .array, .object: nil
        }
    }

    /// Whether the value is `null`.
    ///
    /// - Parameter node: A node of this tape.
    /// - Returns: Whether it is.
    @inlinable
    public func isNull(_ node: Node) -> Bool { kind(node) == .null }
}

extension JSONTape {
    /// Calls a function for each long string of the document, wherever it stands; names of members are strings too.
    ///
    /// - Parameters:
    ///   - length: How many bytes, quotes not counted, a string has at least.
    ///   - body: Called with each in the order of the document.
    public func forEachString(ofAtLeast length: Int, _ body: (Node) -> Void) {
        for index in 0..<used {
            let node = Node(index: UInt32(index))
            if kind(node) == .string, contentRange(node).count >= length { body(node) }
        }
    }
}
