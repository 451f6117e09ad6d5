internal import JSON

/// Tells errors that arrive with status 200.
enum AnthropicReported {
    /// Whether a document is an error: `{"type":"error"}`, `{"error":{…}}`, or MiniMax's `base_resp` with a status.
    static func isError(_ tape: JSONTape, _ bytes: RawSpan) -> Bool {
        var cursor = tape.members(of: tape.root)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "type", in: bytes) {
                if tape.equals(member.value, "error", in: bytes) { return true }
            } else if tape.equals(member.name, "error", in: bytes) {
                if !tape.isNull(member.value) { return true }
            } else if tape.equals(member.name, "base_resp", in: bytes),
                let status = tape.member("status_code", of: member.value, in: bytes)
            {
                if tape.int(status, in: bytes) ?? 0 != 0 { return true }
            }
        }
        return false
    }
}
