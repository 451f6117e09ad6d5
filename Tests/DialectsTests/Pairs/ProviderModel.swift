import DialectCheck
import IPC
import Testing

@testable import Dialects

/// A model of a provider, as a lease names it, and how strict its checker is.
struct ProviderModel: Sendable, CustomTestStringConvertible {
    var dialect: Dialect
    var model: String
    var profile: String
    var strictness: DialectCheck.Strictness

    init(
        _ dialect: Dialect, _ model: String, profile: String = "",
        _ strictness: DialectCheck.Strictness = .origin
    ) {
        self.dialect = dialect
        self.model = model
        self.profile = profile
        self.strictness = strictness
    }

    var testDescription: String { "\(dialect) \(profile) \(model)" }

    /// A target for a client of `client`.
    func target(_ client: Dialect) -> Target {
        var target = Target(
            requestID: "req_0123456789abcdef", client: client, provider: dialect, model: model,
            modelAsked: "asked")
        target.unixSeconds = 1_700_000_000
        target.profile = profile
        return target
    }

    /// What the provider would refuse of a request.
    func violations(of body: [UInt8]) -> [Violation] {
        let violations = DialectCheck.request(
            dialect.checked, body, model: model, strictness: strictness)
        guard dialect == .openaiChat, profile.isEmpty else { return violations }
        // Hosts that nobody knows get films, and the address of a document, as OpenRouter wants them.
        return violations.filter {
            !$0.path.hasSuffix("file_data") && $0.message != "video_url is not known"
        }
    }

    /// Several of each dialect: generations of models differ in what they take.
    static let all: [ProviderModel] = [
        ProviderModel(.openaiChat, "gpt-4o", profile: "openai"),
        ProviderModel(.openaiChat, "gpt-5", profile: "openai"),
        ProviderModel(.openaiChat, "some-model", .compatible),
        ProviderModel(.openaiResponses, "gpt-5", profile: "openai"),
        ProviderModel(.openaiResponses, "gpt-4.1", profile: "openai"),
        ProviderModel(.anthropic, "claude-opus-4-8"),
        ProviderModel(.anthropic, "claude-sonnet-4-5"),
        ProviderModel(.anthropic, "claude-3-5-haiku-20241022"),
        ProviderModel(.gemini, "gemini-3-pro-preview"),
        ProviderModel(.gemini, "gemini-2.5-flash"),
        ProviderModel(.gemini, "gemini-2.0-flash"),
        ProviderModel(.ollama, "qwen3:8b"),
        ProviderModel(.cohere, "command-a-03-2025"),
        ProviderModel(.bedrock, "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ProviderModel(.bedrock, "us.amazon.nova-pro-v1:0"),
    ]

    /// The first model of a dialect.
    static func first(_ dialect: Dialect) -> ProviderModel {
        all.first { $0.dialect == dialect } ?? ProviderModel(dialect, "m")
    }
}
