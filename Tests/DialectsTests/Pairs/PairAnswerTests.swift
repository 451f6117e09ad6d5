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
                let (found, heard) = DialectCheck.read(client.checked, stream: stream.output)
                let broken = found.filter(Self.matters)
                #expect(broken.isEmpty, "seed \(seed), \(pair.testDescription): \(broken)")
                let wrong = DialectCheck.answer(client.checked, plain.output).filter(Self.matters)
                #expect(wrong.isEmpty, "seed \(seed), \(pair.testDescription): \(wrong)")
                let read = DialectCheck.aggregate(client.checked, answer: plain.output)
                for what in CompactAnswer.Part.allCases {
                    let one = Self.text(of: what, heard, spoken, pair)
                    let other = Self.text(of: what, read, spoken, pair)
                    #expect(one == other, "\(what), seed \(seed), \(pair.testDescription)")
                }
                let given = heard.toolCalls.map(\.argumentsRaw).prefix(spoken.arguments.count)
                #expect(Array(given) == spoken.arguments, place)
            }
        }
    }

    /// One part of what was heard, without what a provider's dialect cannot say in both of its forms.
    private static func text(
        of part: CompactAnswer.Part, _ heard: CheckedAnswer, _ spoken: Spoken,
        _ pair: Pair
    ) -> String {
        var compact = heard.compact
        // A call that was cut off is no JSON, which plain answers of some dialects are made of.
        compact.calls = Array(compact.calls.prefix(spoken.arguments.count))
        let text = compact.text(of: part)
        // A message there has one place for text and one for a refusal: which came first is lost, but no letter is.
        if spoken.hasRefusal, part == .text, [pair.client, pair.provider].contains(.openaiChat) {
            return text.unicodeScalars.sorted().map(String.init).joined()
        }
        // There all reasoning is one text, and how much of it a proof belongs to is told in other ways.
        let isJoined = [.openaiChat, .ollama].contains(pair.provider) && part == .reasoning
        return isJoined ? text.replacing("\n\n", with: "") : text
    }

    /// Members that are not of the dialect but that its clients know.
    private static func matters(_ violation: Violation) -> Bool {
        !violation.path.contains("extra_content") && !violation.path.contains("reasoning_details")
            && !violation.path.contains("reasoning_opaque")
    }
}
