internal import Dialects
internal import IPC

/// Headers of a provider's answer that mean something to a client, in the client's own names.
enum PassedHeaders {
    /// The headers to pass on from a provider that speaks `provider` to a client that speaks `client`.
    static func of(_ headers: [Header], from provider: Dialect, to client: Dialect) -> [Header] {
        let isSameVendor = isSameVendor(provider, client)
        return headers.compactMap { header in
            guard mayPass(header.name) else { return nil }
            if header.name.hasPrefix("retry-after") { return header }
            if isSameVendor {
                return isVendorHeader(header.name) ? header : nil
            }
            return translated(header, to: client)
        }
    }

    /// Tells most headers by their first letter: comparing each with all beginnings takes longer than the rest.
    private static func mayPass(_ name: String) -> Bool {
        switch name.utf8.first {
        case UInt8(ascii: "a"), UInt8(ascii: "o"), UInt8(ascii: "r"), UInt8(ascii: "x"): true
        default: false
        }
    }

    private static func isSameVendor(_ provider: Dialect, _ client: Dialect) -> Bool {
        func vendor(_ dialect: Dialect) -> Dialect {
            dialect == .openaiResponses ? .openaiChat : dialect
        }
        return vendor(provider) == vendor(client)
    }

    private static func isVendorHeader(_ name: String) -> Bool {
        vendorPrefixes.contains { name.hasPrefix($0) }
    }

    private static let vendorPrefixes = [
        "x-ratelimit-", "anthropic-ratelimit-", "openai-processing-ms", "openai-version",
        "openai-model", "x-codex-",
    ]

    /// The rate-limit headers of one vendor under the names of the other (facts: openai-chat and anthropic-messages, headers).
    private static func translated(_ header: Header, to client: Dialect) -> Header? {
        let name: String?
        switch client {
        case .anthropic: name = pairs.first { $0.openai == header.name }?.anthropic
        case .openaiChat, .openaiResponses:
            name = pairs.first { $0.anthropic == header.name }?.openai
        case .none, .gemini, .ollama, .cohere, .bedrock: name = nil
        }
        return name.map { Header(name: $0, value: header.value) }
    }

    /// Reset times are left out: one vendor gives durations, the other points in time.
    private static let pairs: [(openai: String, anthropic: String)] = [
        ("x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit"),
        ("x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining"),
        ("x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"),
        ("x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining"),
    ]
}
