import IPC
import Testing

@testable import Dialects

/// Every recorded answer that tells what it used: the ledger gets the provider's own numbers, category by category.
@Suite("recorded usage, as the ledger gets it")
struct RecordedUsageTests {
    /// Answers that say what they used.
    static let cases = (Recordings.answers + Recordings.completions).filter {
        !RecordedExceptions.isEmpty($0) && ReportedUsage.read($0) != nil
    }

    @Test("when it is translated for any client, as a stream or whole", arguments: cases)
    func translated(_ exchange: Recording) throws {
        let reported = try #require(ReportedUsage.read(exchange))
        let bytes = try #require(exchange.bytes)
        for client in Dialect.clients {
            let pair = Pair(client: client, provider: exchange.dialect)
            for streams in [true, false] {
                let outcome = try pair.translate(bytes, streams: streams)
                let usage = Usage(outcome.usage)
                #expect(usage.source == .reported, "\(client)")
                #expect(ReportedUsage(usage) == reported, "\(client) \(streams)")
            }
        }
    }

    @Test(
        "when it passes through as it is",
        arguments: cases.filter { Codecs.passthrough($0.dialect) != nil })
    func passed(_ exchange: Recording) throws {
        let reported = try #require(ReportedUsage.read(exchange))
        let codec = try #require(Codecs.passthrough(exchange.dialect))
        let pair = Pair(client: exchange.dialect, provider: exchange.dialect)
        let context = pair.context(streams: exchange.streams)
        let translation = try pair.translation(context)
        let passage = Passage(
            codec.makeObserver(context.plan), try pair.providerCodec().framing,
            streams: exchange.streams
        ) { translation }
        let outcome = Outcome(passage, [try #require(exchange.bytes)])
        #expect(ReportedUsage(Usage(outcome.usage)) == reported)
        // Why it ended is told alike; but where calls were made and the provider itself went on, it passes as it is.
        guard exchange.id != "anthropic-messages-vai-1a6e95ce" else { return }
        let told = Outcome(try pair.translation(context), [try #require(exchange.bytes)])
        #expect(outcome.stop?.word == told.stop?.word)
    }

    @Test("there are many of them, of many categories")
    func enough() {
        guard !Recordings.all.isEmpty else { return }
        var categories: [String: Int] = [:]
        for exchange in Self.cases {
            let reported = ReportedUsage.read(exchange)
            for name in reported?.counts.keys ?? [:].keys { categories[name, default: 0] += 1 }
            if let tier = reported?.service, tier != .none {
                categories["service.\(tier)", default: 0] += 1
            }
        }
        let text = categories.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        print("recorded usage: \(Self.cases.count) exchanges; \(text.joined(separator: ", "))")
        #expect(Self.cases.count >= 250)
        #expect(categories.count >= 20)
    }
}

extension StopReason {
    /// The word of openai-chat.
    fileprivate var word: String { ChatFinish.word(self, isLegacy: false).description }
}
