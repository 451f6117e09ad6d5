import DialectCheck
import IPC
import Testing

@testable import Dialects

@Suite("answers that break off, from every provider to every client")
struct PairFailureTests {
    private static let seeds: Range<UInt64> = 0..<5

    /// Expects that a client which reads `outcome` knows that it is not the whole answer.
    private func expectBroken(_ outcome: Outcome, _ pair: Pair, _ place: Comment) {
        guard outcome.hasMeaning else { return }
        let (violations, heard) = DialectCheck.read(
            pair.client.checked, stream: outcome.output)
        #expect(heard.stop == .error, place)
        let broken = violations.filter { !$0.isUnknownField }
        #expect(broken.isEmpty, "\(place): \(broken)")
    }

    @Test("a stream that is cut between two frames has no false end", arguments: Pair.all)
    func cutStreams(_ pair: Pair) throws {
        for seed in Self.seeds {
            let spoken = Spoken(pair.provider, seed)
            let frames = ProviderFrames.split(spoken.stream, pair.provider)
            let whole = try pair.translate(spoken.stream, streams: true)
            let full = DialectCheck.aggregate(pair.client.checked, stream: whole.output).compact
            for count in 0..<frames.count {
                let place: Comment = "seed \(seed), \(count) of \(frames.count)"
                let part = Array(frames[..<count].joined())
                let outcome = try pair.translate(part, streams: true)
                guard outcome.failure == nil else {
                    expectBroken(outcome, pair, place)
                    continue
                }
                // Only what says nothing more may be missing.
                let (violations, heard) = DialectCheck.read(
                    pair.client.checked, stream: outcome.output)
                let broken = violations.filter { !$0.isUnknownField }
                #expect(broken.isEmpty, "\(place): \(broken)")
                #expect(heard.compact.text == full.text, place)
                #expect(heard.compact.calls == full.calls, place)
                #expect(heard.stop == full.stop, place)
            }
        }
    }

    @Test("a stream that is cut within a frame has no false end", arguments: Pair.all)
    func cutFrames(_ pair: Pair) throws {
        for seed in Self.seeds {
            let spoken = Spoken(pair.provider, seed)
            let frames = ProviderFrames.split(spoken.stream, pair.provider)
            guard frames.count > 2 else { continue }
            let (count, last) = (frames.count / 2, frames[frames.count / 2])
            let part = Array(frames[..<count].joined()) + last.prefix(last.count / 2)
            let outcome = try pair.translate(part, streams: true)
            guard outcome.failure == nil else {
                expectBroken(outcome, pair, "seed \(seed)")
                continue
            }
            let whole = try pair.translate(spoken.stream, streams: true)
            let heard = DialectCheck.aggregate(pair.client.checked, stream: outcome.output)
            let full = DialectCheck.aggregate(pair.client.checked, stream: whole.output)
            #expect(heard.text == full.text && heard.compact.calls == full.compact.calls)
            #expect(heard.stop == full.stop)
        }
    }

    @Test("an error within a stream is the client's error event", arguments: Pair.all)
    func errorsInside(_ pair: Pair) throws {
        for seed in Self.seeds {
            let spoken = Spoken(pair.provider, seed)
            let frames = ProviderFrames.split(spoken.stream, pair.provider)
            for error in ProviderFrames.errors(pair.provider) {
                for count in [1, frames.count / 2] {
                    let part = Array(frames[..<count].joined()) + error
                    let outcome = try pair.translate(part, streams: true)
                    guard case .reported = outcome.failure else {
                        Issue.record(
                            "seed \(seed), \(count): \(String(describing: outcome.failure))")
                        continue
                    }
                    expectBroken(outcome, pair, "seed \(seed), \(count) of \(frames.count)")
                }
            }
        }
    }

    @Test("an error as the first event is known before anything is sent", arguments: Pair.all)
    func errorsFirst(_ pair: Pair) throws {
        for error in ProviderFrames.errors(pair.provider) {
            let outcome = try pair.translate(error, streams: true)
            #expect(!outcome.hasMeaning)
            #expect(outcome.failure.map(Self.isReported) ?? false)
        }
    }

    private static func isReported(_ failure: AnswerFailure) -> Bool {
        if case .reported = failure { true } else { false }
    }

    @Test("an error with status 200 is one", arguments: Pair.all)
    func errorsInsteadOfAnswers(_ pair: Pair) throws {
        for error in ProviderFrames.plainErrors(pair.provider) {
            for streams in [false, true] {
                let outcome = try pair.translate(error, streams: streams)
                #expect(!outcome.hasMeaning && outcome.output.isEmpty)
                #expect(outcome.failure.map(Self.isReported) ?? false, "\(streams)")
            }
        }
    }

    @Test("nothing, blanks and pages are no answers", arguments: Pair.all)
    func noAnswers(_ pair: Pair) throws {
        let page = "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"
        for text in ["", "\n", " \r\n\r\n", page, "null", "upstream connect error", "{}", "[]"] {
            for streams in [false, true] {
                let outcome = try pair.translate(Array(text.utf8), streams: streams)
                #expect(outcome.failure != nil, "\(text)")
                #expect(!outcome.hasMeaning, "\(text)")
            }
        }
    }

    @Test("what was let through before an error is an error's", arguments: Dialect.clients)
    func passages(_ dialect: Dialect) throws {
        let pair = Pair(client: dialect, provider: dialect)
        let codec = try #require(Codecs.passthrough(dialect))
        for seed in Self.seeds {
            let spoken = Spoken(dialect, seed)
            let frames = ProviderFrames.split(spoken.stream, dialect)
            let translation = try pair.translation(pair.context(streams: true))
            func pass(_ bytes: [UInt8]) throws -> Outcome {
                let passage = Passage(
                    codec.makeObserver(AnswerPlan()), try pair.providerCodec().framing,
                    streams: true
                ) { translation }
                return Outcome(passage, [bytes])
            }
            let full = DialectCheck.aggregate(dialect.checked, stream: spoken.stream)
            for count in 0...frames.count {
                let part = Array(frames[..<count].joined())
                let outcome = try pass(part)
                // The bytes are the provider's own.
                #expect(part.starts(with: outcome.output))
                guard outcome.failure == nil else { continue }
                let heard = DialectCheck.aggregate(dialect.checked, stream: outcome.output)
                #expect(heard.compact.text(of: .text) == full.compact.text(of: .text))
                #expect(heard.compact.calls == full.compact.calls)
                #expect(heard.stop == full.stop, "seed \(seed), \(count) of \(frames.count)")
            }
            for error in ProviderFrames.errors(dialect) {
                let outcome = try pass(Array(frames[..<(frames.count / 2)].joined()) + error)
                #expect(outcome.failure.map(Self.isReported) ?? false)
            }
        }
    }
}
