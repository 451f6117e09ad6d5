import IPC
import Testing

@testable import Translate

@Suite struct TallyTests {
    private let price = Price(input: 1_000, output: 2_000, source: .catalogue)
    private let free = Price(input: 1_000, output: 2_000, notional: true)

    private func usage(_ input: UInt64, _ output: UInt64, source: UsageSource = .reported) -> Usage
    {
        Usage(source: source, input: input, output: output)
    }

    private func filled(_ tally: Tally) -> ResponseEnd {
        var end = ResponseEnd(outcome: .complete, errorCode: "kept")
        tally.fill(&end)
        #expect(end.outcome == .complete && end.errorCode == "kept")
        return end
    }

    @Test func withoutAttemptsThereIsNoCost() {
        let end = filled(Tally())
        #expect(end.usage == nil && end.cost == nil && end.failedCost == 0)
    }

    @Test func whatTheClientHasIsTheCost() {
        var tally = Tally()
        let used = usage(10, 5)
        tally.count(used, Cost(of: used, at: price), isAnswer: true)
        let end = filled(tally)
        #expect(end.usage == used && end.cost?.total == 20_000 && end.failedCost == 0)
        #expect(end.cost?.priceSource == .catalogue && end.cost?.counts == .reported)
    }

    @Test func whatCameToNothingIsBesides() {
        var tally = Tally()
        let lost = usage(7, 1)
        tally.count(lost, Cost(of: lost, at: price), isAnswer: false)
        // Of a subscription, and what used nothing: nothing is billed.
        tally.count(lost, Cost(of: lost, at: free), isAnswer: false)
        tally.count(Usage(), Cost(of: Usage(), at: price), isAnswer: false)
        tally.count(Usage(), Cost(of: Usage(), at: nil), isAnswer: false)
        let end = filled(tally)
        #expect(end.usage == nil && end.cost == nil)
        #expect(end.failedCost == 9_000 && !end.failedUnknown)
    }

    @Test func whatCameToNothingWithoutAPriceIsUnknown() {
        var tally = Tally()
        let lost = usage(7, 1)
        tally.count(lost, Cost(of: lost, at: nil), isAnswer: false)
        tally.count(lost, Cost(of: lost, at: price), isAnswer: false)
        let end = filled(tally)
        #expect(end.failedCost == 9_000 && end.failedUnknown && !end.savedUnknown)
    }

    @Test func whereNothingCanHaveBeenUsedThereIsNoCost() {
        var tally = Tally()
        tally.count(Usage(), nil, isAnswer: false)
        tally.count(Usage(), nil, isAnswer: true)
        let end = filled(tally)
        #expect(end.usage == Usage() && end.cost == nil && end.failedCost == 0)
    }

    @Test(arguments: [
        (RouteReport(failure: .account, status: 429), false),
        (RouteReport(failure: .provider, status: 0), false),
        (RouteReport(failure: .provider, status: 503, usage: Usage()), false),
        (RouteReport(failure: .cancelled, usage: Usage(source: .estimated, input: 5)), true),
        (RouteReport(failure: .provider, status: 200), true),
        (RouteReport(failure: FailureClass.none, status: 200), true),
    ])
    func onlyWhoWasAnsweredIsCharged(report: RouteReport, isCharged: Bool) {
        #expect(report.wasAnswered == isCharged)
    }

    @Test func aJoinedAnswerCostsBothParts() {
        var tally = Tally()
        let (first, second) = (usage(10, 3, source: .estimated), usage(12, 9))
        tally.count(first, Cost(of: first, at: price), isAnswer: true)
        tally.count(second, Cost(of: second, at: price), isAnswer: true)
        let end = filled(tally)
        #expect(end.usage == usage(22, 12, source: .estimated))
        #expect(end.cost?.total == 10_000 + 6_000 + 12_000 + 18_000)
        #expect(end.cost?.counts == .estimated)
    }

    @Test func oneUnknownPartMakesTheWholeUnknown() {
        var tally = Tally()
        tally.count(usage(1, 1), Cost(of: usage(1, 1), at: price), isAnswer: true)
        tally.count(usage(1, 1), Cost(of: usage(1, 1), at: nil), isAnswer: true)
        #expect(filled(tally).cost != nil && filled(tally).cost?.total == nil)
    }

    @Test func anAnswerFromTheCacheCostsNothingAndSaves() {
        func end(idempotent: Bool = false, similarity: UInt32 = 0, _ price: Price?) -> ResponseEnd {
            var tally = Tally()
            tally.count(
                KeptAnswer(
                    lease: Lease(price: price), idempotent: idempotent, usage: usage(10, 5),
                    similarityPermille: similarity))
            return filled(tally)
        }
        #expect(end(price).cost?.total == 0 && end(price).savedCost == 20_000)
        #expect(end(price).cache == .exact && end(price).usage == usage(10, 5))
        #expect(end(similarity: 970, price).cache == .semantic)
        #expect(end(idempotent: true, price).cache == .idempotent)
        // Nothing would have been billed; or nobody knows.
        #expect(end(free).savedCost == 0 && !end(free).savedUnknown && !end(price).savedUnknown)
        #expect(end(nil).savedCost == 0 && end(nil).savedUnknown && !end(nil).failedUnknown)
    }

    @Test func allCountsAreAdded() {
        var one = usage(1, 2)
        one.cachedInput = 3
        one.cacheWrite = 4
        one.cacheWriteHour = 5
        one.reasoning = 6
        one.audioInput = 7
        one.imageInput = 8
        one.audioOutput = 9
        one.imageOutput = 10
        one.audioMs = 11
        one.billedInput = 12
        one.billedOutput = 13
        one.serverTools = [ServerToolUse(name: "web_search", calls: 1)]
        var other = one
        other.service = .priority
        other.serverTools = [
            ServerToolUse(name: "web_search", calls: 2), ServerToolUse(name: "code", calls: 3),
        ]
        let sum = one.adding(other)
        #expect(
            sum
                == Usage(
                    source: .reported, input: 2, cachedInput: 6, cacheWrite: 8, output: 4,
                    reasoning: 12, cacheWriteHour: 10, audioInput: 14, imageInput: 16,
                    audioOutput: 18, imageOutput: 20,
                    serverTools: [
                        ServerToolUse(name: "web_search", calls: 3),
                        ServerToolUse(name: "code", calls: 3),
                    ],
                    service: .priority, audioMs: 22, billedInput: 24, billedOutput: 26))
        #expect(usage(.max, 1).adding(usage(1, 1)).input == .max)
        #expect(Usage().adding(usage(1, 1)).source == .reported)
    }
}
