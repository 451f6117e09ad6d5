package import IPC

/// The header fields that tell a client how much of its key's rate is left, in dialects that have such.
package enum RateFields {
    /// Writes the fields.
    ///
    /// - Parameters:
    ///   - standing: The bound that is closest to its end.
    ///   - dialect: The client's.
    ///   - wall: Wall clock, microseconds since 1970.
    /// - Returns: Whole header lines, each with its CRLF; none when the dialect has no such fields.
    package static func text(_ standing: RateStanding, _ dialect: Dialect, at wall: Int64) -> String
    {
        let (limit, remaining) = (standing.limit.requests, standing.remaining)
        switch dialect {
        case .openaiChat, .openaiResponses:
            return "x-ratelimit-limit-requests: \(limit)\r\n"
                + "x-ratelimit-remaining-requests: \(remaining)\r\n"
                + "x-ratelimit-reset-requests: \(duration(standing.resetsAt - wall))\r\n"
        case .anthropic:
            let reset = HTTPDate.rfc3339((standing.resetsAt + 999_999) / 1_000_000)
            return "anthropic-ratelimit-requests-limit: \(limit)\r\n"
                + "anthropic-ratelimit-requests-remaining: \(remaining)\r\n"
                + "anthropic-ratelimit-requests-reset: \(reset)\r\n"
        case .none, .gemini, .ollama, .cohere, .bedrock: return ""
        }
    }

    /// Whether an answer has such fields of its provider already.
    package static func areIn(_ headers: [Header]) -> Bool {
        headers.contains { header in
            let name = header.name.lowercased()
            return name.hasPrefix("x-ratelimit-") || name.hasPrefix("anthropic-ratelimit-")
        }
    }

    /// A time as OpenAI writes it: "350ms", "12s", "6m0s", "1h0m0s"; in microseconds.
    private static func duration(_ microseconds: Int64) -> String {
        let milliseconds = max(0, microseconds + 999) / 1000
        guard milliseconds >= 1000 else { return "\(milliseconds)ms" }
        let seconds = (milliseconds + 999) / 1000
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m\(seconds % 60)s" }
        return "\(seconds / 3600)h\(seconds / 60 % 60)m\(seconds % 60)s"
    }
}
