/// Which header fields translate gets to see: what changes an answer, and nothing that names or admits a person.
enum ForwardedFields {
    private static let whole: [StaticString] = [
        "accept", "user-agent", "content-type", "traceparent", "x-session-id", "x_session_id",
        "idempotency-key",
    ]
    private static let prefixes: [StaticString] = ["anthropic-", "openai-", "x-omniroute-"]

    static func contains(_ bytes: RawSpan, _ name: Range<Int>) -> Bool {
        // The first letter decides for most fields that do not pass.
        switch bytes.byte(name.lowerBound) | 0x20 {
        case UInt8(ascii: "a"), UInt8(ascii: "c"), UInt8(ascii: "i"), UInt8(ascii: "o"),
            UInt8(ascii: "t"), UInt8(ascii: "u"), UInt8(ascii: "x"):
            return whole.contains { bytes.matchesIgnoringCase(name, $0) }
                || prefixes.contains { bytes.startsIgnoringCase(name, $0) }
        default: return false
        }
    }
}
