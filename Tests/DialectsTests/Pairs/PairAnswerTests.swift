import DialectCheck
import IPC
import Testing

@testable import Dialects

@Suite("random answers, from every provider to every client")
struct PairAnswerTests {
    /// A provider, and the seeds of its answers.
    struct Part: Sendable, CustomTestStringConvertible {
        var provider: Dialect
        var seeds: Range<UInt64>

        var testDescription: String { "\(provider) \(seeds)" }
    }

    static let parts = Dialect.providers.flatMap { provider in
        PropertyCases.parts.map { Part(provider: provider, seeds: $0) }
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

    /// A random answer as its provider streams it, and as it tells it whole.
    private struct Spoken {
        var stream: [UInt8]
        var plain: [UInt8]
        /// What the calls were given, in order; without one that was cut off.
        var arguments: [String]

        init(_ provider: Dialect, _ seed: UInt64) {
            var generator = AnswerGenerator(seed: seed, family: family(provider))
            let events = generator.events()
            let answer = AnswerGenerator.answer(events)
            arguments = []
            let isCut = answer.stop == .length
            for case .toolCall(let call) in answer.blocks { arguments.append(call.arguments) }
            if isCut, !arguments.isEmpty { arguments.removeLast() }
            (stream, plain) = ProviderForms.write(events, answer, provider)
        }
    }

    @Test("a strict client reads what a provider says", arguments: parts)
    func answers(_ part: Part) throws {
        for seed in part.seeds {
            let spoken = Spoken(part.provider, seed)
            for client in Dialect.clients {
                let pair = Pair(client: client, provider: part.provider)
                let place: Comment = "seed \(seed), \(pair.testDescription)"
                let stream = try pair.translate(spoken.stream, streams: true)
                let plain = try pair.translate(spoken.plain, streams: false)
                #expect(stream.failure == nil && plain.failure == nil, place)
                let broken = DialectCheck.stream(client.checked, stream.output).filter(Self.matters)
                #expect(broken.isEmpty, "seed \(seed), \(pair.testDescription): \(broken)")
                let wrong = DialectCheck.answer(client.checked, plain.output).filter(Self.matters)
                #expect(wrong.isEmpty, "seed \(seed), \(pair.testDescription): \(wrong)")
                let heard = DialectCheck.aggregate(client.checked, stream: stream.output)
                let read = DialectCheck.aggregate(client.checked, answer: plain.output)
                for part in CompactAnswer.Part.allCases {
                    let (one, other) = (heard.compact.text(of: part), read.compact.text(of: part))
                    #expect(one == other, "\(part), seed \(seed), \(pair.testDescription)")
                }
                let given = heard.toolCalls.map(\.argumentsRaw).prefix(spoken.arguments.count)
                #expect(Array(given) == spoken.arguments, place)
            }
        }
    }

    /// Members that are not of the dialect but that its clients know.
    private static func matters(_ violation: Violation) -> Bool {
        !violation.path.contains("extra_content") && !violation.path.contains("reasoning_details")
            && !violation.path.contains("reasoning_opaque")
    }
}
