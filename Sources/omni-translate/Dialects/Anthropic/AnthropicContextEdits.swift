internal import JSON

/// `context_management` (facts: anthropic-messages, section 2).
enum AnthropicContextEdits {
    /// The value without edits of thoughts, which are refused when the model does not think (pitfall 122); nil when nothing
    /// is left.
    static func withoutThinking(_ value: RawJSON) -> RawJSON? {
        let bytes = value.bytes.span.bytes
        var tape = JSONTape()
        guard (try? tape.parse(bytes)) != nil, tape.kind(tape.root) == .object,
            let edits = tape.member("edits", of: tape.root, in: bytes)
        else { return value }
        var splice = JSONSplice()
        var left = 0
        var cursor = tape.elements(of: edits)
        while let edit = tape.nextElement(&cursor) {
            let type = tape.member("type", of: edit, in: bytes).flatMap {
                tape.string($0, in: bytes)
            }
            if type?.hasPrefix("clear_thinking") == true {
                splice.remove(edit, of: edits, on: tape)
            } else {
                left += 1
            }
        }
        if left == 0, tape.count(tape.root) == 1 { return nil }
        return splice.isEmpty ? value : RawJSON(splice.apply(to: bytes))
    }
}
