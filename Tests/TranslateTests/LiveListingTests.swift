import IPC
import Testing

@testable import Translate

/// Which requests under way are listed, and in which order.
@Suite struct LiveListingTests {
    final class Source: LiveSource {
        let started: UInt64
        let requestID: String
        var row: LiveRequest
        private(set) var asked = 0

        init(_ requestID: String, started: UInt64, _ row: LiveRequest = LiveRequest()) {
            self.requestID = requestID
            self.started = started
            self.row = row
            self.row.requestID = requestID
        }

        func liveRow(now: UInt64) -> LiveRequest {
            asked += 1
            var row = row
            row.ageUs = now < started ? 0 : (now - started) / 1000
            return row
        }
    }

    private func ids(_ answer: LiveAnswer) -> [String] { answer.requests.map(\.requestID) }

    @Test func theOldestComesFirst() {
        let sources = [
            Source("b", started: 2_000), Source("d", started: 3_000), Source("a", started: 2_000),
            Source("c", started: 1_000),
        ]
        let answer = LiveListing.answer(sources, LiveAsk(), now: 5_000)
        #expect(ids(answer) == ["c", "a", "b", "d"])
        #expect(answer.requests.map(\.ageUs) == [4, 3, 3, 2])
        #expect(answer.running == 4 && answer.matching == 4)
        #expect(LiveListing.answer([Source](), LiveAsk(), now: 0) == LiveAnswer())
    }

    @Test func rowsAreBoundedAndAllAreCounted() {
        let sources = (0..<2_000).map { Source("r\($0)", started: UInt64($0)) }
        let all = LiveListing.answer(sources, LiveAsk(), now: 2_000)
        #expect(all.requests.count == Limits.liveRows && all.requests.first?.requestID == "r0")
        #expect(all.running == 2_000 && all.matching == 2_000)
        // What is not shown is not made.
        #expect(sources.allSatisfy { $0.asked == ($0.started < Limits.liveRows ? 1 : 0) })
        #expect(LiveListing.answer(sources, LiveAsk(limit: 3), now: 2_000).requests.count == 3)
        let many = LiveListing.answer(sources, LiveAsk(limit: .max), now: 2_000)
        #expect(many.requests.count == Limits.liveRows)
    }

    @Test func anAnswerFitsAFrame() {
        let long = String(repeating: "n", count: 4_096)
        let row = LiveRequest(keyName: long, modelAsked: long, model: long)
        let sources = (0..<400).map { Source("r\($0)", started: UInt64($0), row) }
        let answer = LiveListing.answer(sources, LiveAsk(), now: 1_000)
        #expect((10..<100).contains(answer.requests.count) && answer.running == 400)
        #expect(answer.encoded().count < 1 << 20)
    }

    static let row = LiveRequest(
        keyName: "laptop", modelAsked: "best", stream: true, state: .answering, provider: "groq",
        connectionName: "work", model: "llama")
    static let filters: [(LiveAsk, Bool)] = [
        (LiveAsk(keys: ["laptop"]), true), (LiveAsk(keys: ["-"]), false),
        (LiveAsk(keys: ["other", "laptop"]), true), (LiveAsk(providers: ["groq"]), true),
        (LiveAsk(providers: ["openai"]), false), (LiveAsk(connections: ["work"]), true),
        (LiveAsk(connections: ["home"]), false), (LiveAsk(models: ["best"]), true),
        (LiveAsk(models: ["llama"]), true), (LiveAsk(models: ["lla"]), false),
        (LiveAsk(states: [.waiting, .answering]), true), (LiveAsk(states: [.waiting]), false),
        (LiveAsk(stream: true), true), (LiveAsk(stream: false), false),
        (LiveAsk(keys: ["laptop"], models: ["other"]), false),
    ]

    @Test(arguments: filters) func filtersChoose(ask: LiveAsk, isWanted: Bool) {
        let answer = LiveListing.answer([Source("a", started: 0, Self.row)], ask, now: 0)
        #expect(answer.requests.count == (isWanted ? 1 : 0))
        #expect(answer.running == 1 && answer.matching == (isWanted ? 1 : 0))
        #expect(!ask.isOpen)
    }

    @Test func whatIsWithoutAKeyCanBeChosen() {
        let answer = LiveListing.answer([Source("a", started: 0)], LiveAsk(keys: ["-"]), now: 0)
        #expect(answer.matching == 1)
    }

    @Test func aFilterCountsBeyondWhatIsShown() {
        let sources = (0..<600).map { Source("r\($0)", started: UInt64($0), Self.row) }
        let answer = LiveListing.answer(sources, LiveAsk(stream: true, limit: 2), now: 0)
        #expect(answer.requests.count == 2 && answer.matching == 600)
    }
}
