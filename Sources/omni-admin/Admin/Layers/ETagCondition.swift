/// What `If-Match` says (RFC 9110 section 13.1.1).
struct ETagCondition: Equatable, Sendable {
    private let tags: [String]

    /// Reads the header; nil without one.
    init?(_ header: String?) {
        guard let header else { return nil }
        tags = header.split(separator: ",").map { tag in
            var text = tag[...]
            while text.first == " " || text.first == "\t" { text = text.dropFirst() }
            while text.last == " " || text.last == "\t" { text = text.dropLast() }
            return String(text)
        }
    }

    /// Refuses a change that was made from another generation.
    func check(_ generation: UInt64) throws(APIError) {
        guard !tags.contains("*"), !tags.contains(Self.tag(generation)) else { return }
        throw APIError(
            .preconditionFailed, "changed_meanwhile",
            "The configuration is another one than If-Match says; it has \(Self.tag(generation)) now."
        )
    }

    /// The tag of a generation, with its quotes.
    static func tag(_ generation: UInt64) -> String { "\"\(generation)\"" }
}
