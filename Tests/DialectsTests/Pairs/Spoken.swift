import IPC

@testable import Dialects

/// A random answer as its provider streams it, and as it tells it whole.
struct Spoken {
    var stream: [UInt8]
    var plain: [UInt8]
    /// What the calls were given, in order; without one that was cut off.
    var arguments: [String]
    var hasRefusal: Bool

    init(_ provider: Dialect, _ seed: UInt64) {
        var generator = AnswerGenerator(seed: seed, family: Self.family(provider))
        let events = Self.growing(generator.events())
        let answer = AnswerGenerator.answer(events)
        hasRefusal = answer.blocks.contains { if case .refusal = $0 { true } else { false } }
        arguments = []
        for case .toolCall(let call) in answer.blocks { arguments.append(call.arguments) }
        if answer.stop == .length, !arguments.isEmpty { arguments.removeLast() }
        (stream, plain) = ProviderForms.write(events, answer, provider)
    }

    /// Counts of providers only grow: an early report holds the input alone.
    private static func growing(_ events: [AnswerEvent]) -> [AnswerEvent] {
        var final = TokenUsage()
        for case .usage(let usage) in events { final = usage }
        return events.enumerated().map { index, event in
            guard case .usage = event else { return event }
            var usage = final
            if index < events.count - 2 { (usage.output, usage.reasoning) = (0, 0) }
            return .usage(usage)
        }
    }

    /// Who makes the proofs of a provider.
    private static func family(_ provider: Dialect) -> ProofFamily {
        switch provider {
        case .anthropic, .bedrock: .anthropic
        case .openaiResponses: .openai
        case .gemini: .google
        case .openaiChat: ProofFamily("openrouter")
        case .ollama, .cohere, .none: .unknown
        }
    }
}
