internal import DaemonLife

extension BodyCapture {
    /// What goes into the record: no longer than what is kept of a body, its secrets masked; and the whole length.
    ///
    /// A mark may be longer than what it hides. Of what is cut the length is that of the masked text, where that is longer:
    /// what is cut is always shorter than its whole.
    var recorded: (content: [UInt8], wholeBytes: UInt64) {
        var content = Redaction.masked(bytes, isCut: isCut)
        guard isCut || content.count > limit else { return (content, wholeBytes) }
        let whole = max(wholeBytes, wholeBytes - UInt64(bytes.count) + UInt64(content.count))
        content.removeLast(max(0, content.count - limit))
        content.removeLast(Self.begunBytes(at: content))
        return (content, whole)
    }

    /// How many bytes at the end begin a character of UTF-8 and do not end it (RFC 3629 section 3): with them the rest
    /// would be no text.
    private static func begunBytes(at content: [UInt8]) -> Int {
        let tail = content.suffix(3)
        guard let lead = tail.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return 0 }
        let length =
            switch tail[lead] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        let begun = content.count - lead
        return begun < length ? begun : 0
    }
}
