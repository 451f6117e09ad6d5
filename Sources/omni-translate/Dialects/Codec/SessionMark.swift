internal import IPC
internal import JSON

/// What marks the requests of one conversation, so that they go where the provider's prompt cache is warm.
package enum SessionMark {
    /// A member of the request, or a member of a member.
    typealias Path = (outer: StaticString, inner: StaticString?)

    /// Headers in which clients name a session, the plainest first.
    private static let headers = [
        "x-session-id", "x_session_id", "session_id", "session-id", "conversation_id",
    ]
    /// Bytes of a mark that count.
    private static let longest = 512

    /// The mark of a request: a header, else the first of `paths` that holds a text; empty for none.
    static func of(_ source: RequestSource, _ paths: [Path]) -> String {
        for name in headers {
            guard let header = source.headers.first(where: { $0.name == name }) else { continue }
            if !header.value.isEmpty { return short(header.value) }
        }
        let tape = source.tape
        let bytes = source.bytes.span.bytes
        for path in paths {
            guard var node = tape.member(path.outer, of: tape.root, in: bytes) else { continue }
            if let inner = path.inner {
                guard let found = tape.member(inner, of: node, in: bytes) else { continue }
                node = found
            }
            if let text = tape.string(node, in: bytes), !text.isEmpty { return short(text) }
        }
        return ""
    }

    private static func short(_ text: String) -> String {
        text.utf8.count <= longest
            ? text : String(decoding: text.utf8.prefix(longest), as: UTF8.self)
    }

    /// The same number for the same mark of the same API key, in every process and version; 0 for no mark.
    package static func hash(_ mark: String, owner: String) -> UInt64 {
        guard !mark.isEmpty else { return 0 }
        var hash = SHA256()
        hash.update(owner.utf8)
        hash.update([0])
        hash.update(mark.utf8)
        let value = hash.finish().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return max(1, value)
    }
}
