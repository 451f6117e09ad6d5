internal import JSON

/// Writes a document so that equal ones become equal bytes: members by name, no white space, no escapes.
///
/// Numbers stay as they are written. Every value begins with its kind, and texts with their length, so that no two
/// different documents become the same bytes.
struct CanonicalJSON {
    private let tape: JSONTape
    private(set) var output: [UInt8] = []
    /// Members of the objects that are open, so that no object needs an array of its own.
    private var open: [Entry] = []
    private let marked: JSONTape.Node?
    /// Where the marked text stands in `output`, its kind and length included; nil before it was written.
    private(set) var markedRange: Range<Int>?

    private struct Entry {
        /// The first bytes of the name, which decide the order of almost all members.
        var prefix: UInt64
        var member: JSONTape.Member
    }

    /// Continues `output`, for a document of `tape`; `marked` is a text whose place is wanted.
    init(_ tape: JSONTape, after output: [UInt8], marking marked: JSONTape.Node? = nil) {
        self.tape = tape
        self.marked = marked
        self.output = output
    }

    /// Writes a value and all it contains, members of the outermost object only if `isWanted`.
    ///
    /// Recursion is as deep as the document, which the parser bounds.
    mutating func append(
        _ node: JSONTape.Node, in bytes: RawSpan,
        where isWanted: (JSONTape.Member) -> Bool = { _ in true }
    ) {
        let kind = tape.kind(node)
        output.append(kind.rawValue)
        switch kind {
        case .null, .true, .false: break
        case .number:
            appendLength(tape.range(node).count)
            tape.appendRaw(node, in: bytes, to: &output)
        case .string:
            let start = output.count - 1
            appendText(node, in: bytes)
            if node == marked { markedRange = start..<output.count }
        case .array:
            appendLength(tape.count(node))
            var elements = tape.elements(of: node)
            while let element = tape.nextElement(&elements) { append(element, in: bytes) }
        case .object: appendMembers(node, in: bytes, where: isWanted)
        }
    }

    private mutating func appendMembers(
        _ node: JSONTape.Node, in bytes: RawSpan, where isWanted: (JSONTape.Member) -> Bool
    ) {
        let start = open.count
        var members = tape.members(of: node)
        while let member = tape.nextMember(&members) {
            guard isWanted(member) else { continue }
            open.append(Entry(prefix: prefix(member.name, in: bytes), member: member))
        }
        appendLength(open.count - start)
        sort(from: start, in: bytes)
        for index in start..<open.count {
            let member = open[index].member
            appendText(member.name, in: bytes)
            append(member.value, in: bytes)
        }
        open.removeLast(open.count - start)
    }

    /// A text without its escapes.
    ///
    /// One with half a surrogate pair has no such form; it stays as it is written, and cannot be taken for another.
    private mutating func appendText(_ node: JSONTape.Node, in bytes: RawSpan) {
        if tape.hasLoneSurrogates(node) {
            appendLength(tape.range(node).count | Self.asWritten)
            tape.appendRaw(node, in: bytes, to: &output)
        } else if tape.isEscaped(node) {
            let lengthAt = output.count
            appendLength(0)
            tape.appendText(of: node, in: bytes, to: &output)
            write(length: output.count - lengthAt - Self.lengthBytes, at: lengthAt)
        } else {
            appendLength(tape.contentRange(node).count)
            tape.appendText(of: node, in: bytes, to: &output)
        }
    }
}

extension CanonicalJSON {
    private static var lengthBytes: Int { 4 }

    /// Mark of a text that stays as it is written.
    ///
    /// No length reaches it: requests are bounded far below 2 GiB.
    private static var asWritten: Int { 1 << 31 }

    /// Lengths fit: see `asWritten`; escapes only shrink.
    private mutating func appendLength(_ length: Int) {
        let length = UInt32(truncatingIfNeeded: length).littleEndian
        unsafe withUnsafeBytes(of: length) { unsafe output.append(contentsOf: $0) }
    }

    private mutating func write(length: Int, at offset: Int) {
        for index in 0..<Self.lengthBytes {
            output[offset + index] = UInt8(truncatingIfNeeded: length >> (index * 8))
        }
    }

    private func prefix(_ name: JSONTape.Node, in bytes: RawSpan) -> UInt64 {
        if tape.isEscaped(name) { return Self.prefix(text(name, in: bytes)) }
        let content = tape.contentRange(name)
        return bytes.extracting(content).withUnsafeBytes { unsafe Self.prefix($0) }
    }

    private static func prefix(_ name: some Collection<UInt8>) -> UInt64 {
        var prefix: UInt64 = 0
        var count = 0
        for byte in name.prefix(8) {
            prefix = prefix << 8 | UInt64(byte)
            count += 1
        }
        return prefix << UInt64(8 * (8 - count))
    }

    private func text(_ name: JSONTape.Node, in bytes: RawSpan) -> [UInt8] {
        var text: [UInt8] = []
        tape.appendText(of: name, in: bytes, to: &text)
        return text
    }

    /// Members of one name keep their order: which of them counts depends on it.
    private func precedes(_ first: Entry, _ second: Entry, in bytes: RawSpan) -> Bool {
        if first.prefix != second.prefix { return first.prefix < second.prefix }
        let names = (text(first.member.name, in: bytes), text(second.member.name, in: bytes))
        if names.0 != names.1 { return names.0.lexicographicallyPrecedes(names.1) }
        return tape.range(first.member.name).lowerBound < tape.range(second.member.name).lowerBound
    }

    private mutating func sort(from start: Int, in bytes: RawSpan) {
        guard open.count - start <= 24 else {
            let tail = open[start...].sorted { precedes($0, $1, in: bytes) }
            open.replaceSubrange(start..., with: tail)
            return
        }
        // Most objects are small, and most clients write each kind of object in one order.
        for index in (start + 1)..<max(open.count, start + 1) {
            let entry = open[index]
            var place = index
            while place > start, precedes(entry, open[place - 1], in: bytes) {
                open[place] = open[place - 1]
                place -= 1
            }
            open[place] = entry
        }
    }
}
