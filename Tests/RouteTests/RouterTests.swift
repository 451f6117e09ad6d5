import IPC
import Testing

@testable import Route

private let second: UInt64 = 1_000_000_000

/// A moment so many seconds after the tests begin, on both clocks.
private func at(_ seconds: UInt64) -> Moment {
    Moment(now: seconds * second, wall: 1_700_000_000_000_000 + Int64(seconds) * 1_000_000)
}

/// A connection with one model that costs one millionth of a dollar a token.
private func priced(_ name: String, limits: ConnectionLimits? = nil) -> ProviderConnection {
    var made = connection(name, models: ["m"])
    made.facts = [
        ModelFacts(name: "m", maxOutput: 100, price: Price(input: 1_000_000, output: 1_000_000))
    ]
    made.limits = limits
    return made
}

private func configuration(
    _ connections: [ProviderConnection], combos: [Combo] = [], budgets: [Budget] = [],
    routing: RoutingSettings = RoutingSettings(), keys: [ClientKey] = []
) -> RouteConfiguration {
    RouteConfiguration(
        connections: connections, keys: keys, settings: .standard, combos: combos,
        budgets: budgets, routing: routing)
}

private func used(_ input: UInt64, _ output: UInt64) -> Usage {
    Usage(source: .reported, input: input, output: output)
}

/// Routers as the daemon runs them, without its sockets.
@Suite struct RouterTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func router(_ configuration: RouteConfiguration? = nil, at moment: Moment = at(0))
        throws -> Router
    {
        let router = try Router(store: scratch.store(), at: moment, seed: 1)
        if let configuration {
            let result = router.apply(configuration, at: moment)
            #expect(result.ok, "\(result.error)")
        }
        return router
    }

    private func ask(
        _ router: Router, _ model: String, id: String = "r", key: String = "",
        at moment: Moment = at(0), change: (inout RouteAsk) -> Void = { _ in },
        isWanted: @escaping () -> Bool = { true }
    ) -> Answered {
        var message = RouteAsk(requestID: id, model: model, keyID: key, attempt: 1)
        change(&message)
        let answered = Answered()
        router.ask(message, at: moment, isWanted: isWanted) { answer in
            answered.answer = answer
            answered.isSentElsewhere = answer == nil
        }
        return answered
    }

    // MARK: Money

    @Test func aReportCountsOnceAlsoAcrossARestart() throws {
        let budget = Budget(name: "all", period: .day, limit: 1_000_000_000)
        let first = try router(configuration([priced("a")], budgets: [budget]))
        let lease = try #require(ask(first, "a/m").lease)
        let report = RouteReport(
            leaseID: lease.leaseID, requestID: "r", usage: used(10, 5), last: true,
            connectionID: "c-a", model: "m")
        first.reported(report, at: at(1))
        first.reported(report, at: at(1))
        #expect(first.flush(at: at(1)))
        #expect(first.budgets.state(at: at(1)).map(\.spent) == [15_000_000])
        let again = try router(at: at(2))
        again.reported(report, at: at(2))
        #expect(again.budgets.state(at: at(2)).map(\.spent) == [15_000_000])
    }

    @Test func aReportOfALeaseThatARestartForgotIsAccountedFor() throws {
        let budget = Budget(name: "all", period: .day, limit: 1_000_000_000)
        let first = try router(configuration([priced("a")], budgets: [budget]))
        let lease = try #require(ask(first, "a/m").lease)
        let again = try router(at: at(2))
        let report = RouteReport(
            leaseID: lease.leaseID, requestID: "r", usage: used(10, 5), last: true,
            connectionID: "c-a", model: "m")
        again.reported(report, at: at(2))
        again.reported(report, at: at(2))
        #expect(again.budgets.state(at: at(2)).map(\.spent) == [15_000_000])
        #expect(again.flush(at: at(2)))
        let third = try router(at: at(3))
        third.reported(report, at: at(3))
        #expect(third.budgets.state(at: at(3)).map(\.spent) == [15_000_000])
    }

    /// Leases are written a little later than they are given.
    @Test func aCallThatAKilledProcessDidNotCountIsCountedWithItsReport() throws {
        var one = priced("a")
        one.quotas = [QuotaWindow(name: "day", kind: .day, unit: .requests, limit: 100)]
        let killed = try router(configuration([one]))
        let written = try #require(ask(killed, "a/m").lease)
        #expect(killed.flush(at: at(1)))
        let unwritten = try #require(ask(killed, "a/m", at: at(1)).lease)
        #expect(unwritten.leaseID > written.leaseID)
        let next = try router(at: at(2))
        func used() -> [UInt64]? { next.connections.quotas["c-a"]?.state(at: at(2)).map(\.used) }
        #expect(used() == [1])
        for lease in [written, unwritten, unwritten] {
            next.reported(
                RouteReport(
                    leaseID: lease.leaseID, status: 200, last: true, connectionID: "c-a",
                    model: "m"), at: at(2))
        }
        #expect(used() == [2])
    }

    @Test func aBudgetIsNeverOverspentByWhatIsUnderWay() throws {
        // Room for exactly ten calls of 10 + 100 tokens.
        let budget = Budget(
            name: "all", period: .day, limit: 1_100_000_000, action: .refuse)
        let router = try router(configuration([priced("a")], budgets: [budget]))
        var leases: [Lease] = []
        for number in 0..<20 {
            let answered = ask(router, "a/m", id: "r\(number)") { $0.estimatedInputTokens = 10 }
            if let lease = answered.lease { leases.append(lease) }
        }
        #expect(leases.count == 10)
        #expect(ask(router, "a/m").refusal?.status == 429)
        for lease in leases {
            router.reported(
                RouteReport(leaseID: lease.leaseID, usage: used(10, 0), last: true), at: at(1))
        }
        // Ten calls cost 100 of 1100: nine more may cost 110 each.
        let more = (0..<20).filter { number in
            let answered = ask(router, "a/m", id: "s\(number)", at: at(2)) {
                $0.estimatedInputTokens = 10
            }
            return answered.lease != nil
        }
        #expect(more.count == 9)
    }

    @Test func anExhaustedBudgetOfOneTargetLeavesTheOther() throws {
        let budget = Budget(
            name: "dear", scope: .connection, subject: "a", period: .day, limit: 1)
        let combo = Combo(
            name: "both", entries: [ComboEntry(model: "a/m"), ComboEntry(model: "b/m")])
        let router = try router(
            configuration([priced("a"), priced("b")], combos: [combo], budgets: [budget]))
        let lease = ask(router, "both") { $0.estimatedInputTokens = 10 }.lease
        #expect(lease?.connectionName == "b")
        #expect(lease?.combo == "both")
    }

    @Test func pickedUpAgainAreRestsAndQuotas() throws {
        var one = priced("a")
        one.quotas = [QuotaWindow(name: "day", kind: .day, unit: .requests, limit: 2)]
        let first = try router(configuration([one]))
        for number in 0..<2 {
            let lease = try #require(ask(first, "a/m", id: "\(number)").lease)
            first.reported(RouteReport(leaseID: lease.leaseID, last: true), at: at(1))
        }
        #expect(first.flush(at: at(1)))
        let again = try router(at: at(2))
        #expect(ask(again, "a/m", at: at(2)).refusal?.code == "quota_exceeded")
    }

    // MARK: Waiting

    @Test func whoFindsNoPlaceWaitsForOneInTheOrderOfComing() throws {
        let router = try router(
            configuration([priced("a", limits: ConnectionLimits(concurrency: 1))]))
        let running = try #require(ask(router, "a/m", id: "0").lease)
        let waiting = (1...3).map { ask(router, "a/m", id: "\($0)") }
        #expect(waiting.allSatisfy { $0.answer == nil })
        #expect(router.room.count == 3)
        router.reported(RouteReport(leaseID: running.leaseID, last: true), at: at(1))
        #expect(waiting.map { $0.lease != nil } == [true, false, false])
        let next = try #require(waiting[0].lease)
        router.reported(
            RouteReport(leaseID: next.leaseID, failure: .cancelled, last: true), at: at(2))
        #expect(waiting.map { $0.lease != nil } == [true, true, false])
    }

    @Test func whoWaitsTooLongIsRefused() throws {
        let limits = ConnectionLimits(concurrency: 1, queueTimeoutMs: 2_000)
        let router = try router(configuration([priced("a", limits: limits)]))
        _ = ask(router, "a/m", id: "0")
        let waiting = ask(router, "a/m", id: "1")
        router.due(at: at(1))
        #expect(waiting.answer == nil)
        #expect(router.nextDeadline <= 2 * second)
        router.due(at: at(2))
        #expect(waiting.refusal?.status == 429)
        #expect(router.room.count == 0)
    }

    @Test func whoMayWaitForMinutesDoes() throws {
        let limits = ConnectionLimits(concurrency: 1, queueTimeoutMs: 120_000)
        let router = try router(configuration([priced("a", limits: limits)]))
        _ = ask(router, "a/m", id: "0")
        let patient = ask(router, "a/m", id: "1") { $0.remainingMs = 600_000 }
        let hasty = ask(router, "a/m", id: "2") { $0.remainingMs = 90_000 }
        router.due(at: at(89))
        #expect(patient.answer == nil && hasty.answer == nil)
        router.due(at: at(90))
        #expect(patient.answer == nil && hasty.refusal?.status == 429)
        router.due(at: at(120))
        #expect(patient.refusal?.status == 429)
    }

    @Test func oneKeyLeavesPlacesToTheOthers() throws {
        let limits = ConnectionLimits(concurrency: 1, queue: 4)
        let router = try router(
            configuration(
                [priced("a", limits: limits)], keys: [key("greedy", 1), key("other", 2)]))
        _ = ask(router, "a/m", id: "0", key: "k-greedy")
        let greedy = (1...4).map { ask(router, "a/m", id: "\($0)", key: "k-greedy") }
        #expect(greedy.map { $0.answer == nil } == [true, true, false, false])
        #expect(greedy[2].refusal?.status == 429)
        let other = (5...6).map { ask(router, "a/m", id: "\($0)", key: "k-other") }
        #expect(other.allSatisfy { $0.answer == nil })
    }

    @Test func whoLeavesWhileItWaitsFreesItsPlaceAtOnce() throws {
        let limits = ConnectionLimits(concurrency: 1, queue: 1)
        let router = try router(configuration([priced("a", limits: limits)]))
        let running = try #require(ask(router, "a/m", id: "0").lease)
        let left = Answered()
        let waiting = router.ask(
            RouteAsk(requestID: "1", model: "a/m", attempt: 1), at: at(0)
        ) { left.isSentElsewhere = $0 == nil }
        #expect(ask(router, "a/m", id: "2").refusal != nil)
        router.withdraw(waiting, at: at(1))
        router.withdraw(waiting, at: at(1))
        #expect(left.isSentElsewhere && router.room.count == 0)
        let next = ask(router, "a/m", id: "3", at: at(1))
        #expect(next.answer == nil)
        router.reported(RouteReport(leaseID: running.leaseID, last: true), at: at(2))
        #expect(next.lease != nil)
        #expect(running.queuedUs == 0 && next.lease?.queuedUs == 1_000_000)
    }

    @Test func whoLeavesWhileItWaitsForItsTwinIsForgotten() throws {
        let router = try router(configuration([priced("a")]))
        var message = RouteAsk(requestID: "1", model: "a/m", attempt: 1)
        message.idempotencyKey = [UInt8](repeating: 7, count: 32)
        let running = try #require(
            ask(router, "a/m", id: "0") { $0.idempotencyKey = message.idempotencyKey }.lease)
        var answers = 0
        let twin = router.ask(message, at: at(0)) { _ in answers += 1 }
        #expect(!twin.isAnswered && router.deskWaiters.count == 1)
        router.withdraw(twin, at: at(1))
        #expect(answers == 1 && router.deskWaiters.isEmpty)
        router.reported(
            RouteReport(leaseID: running.leaseID, requestID: "0", last: true), at: at(2))
        #expect(answers == 1 && router.leases.open == 0)
    }

    @Test func aFullQueueRefusesAtOnce() throws {
        let limits = ConnectionLimits(concurrency: 1, queue: 2)
        let router = try router(configuration([priced("a", limits: limits)]))
        let asked = (0..<5).map { ask(router, "a/m", id: "\($0)") }
        #expect(asked.map { $0.answer == nil } == [false, true, true, false, false])
        #expect(asked[3].refusal?.status == 429)
    }

    @Test func aPlaceAtAnyOfTheCandidatesWillDo() throws {
        let limits = ConnectionLimits(concurrency: 1)
        let combo = Combo(
            name: "both", entries: [ComboEntry(model: "a/m"), ComboEntry(model: "b/m")])
        let router = try router(
            configuration(
                [priced("a", limits: limits), priced("b", limits: limits)], combos: [combo]))
        _ = ask(router, "both", id: "0")
        let second = try #require(ask(router, "both", id: "1").lease)
        let waiting = ask(router, "both", id: "2")
        #expect(second.connectionName == "b" && waiting.answer == nil)
        router.reported(RouteReport(leaseID: second.leaseID, last: true), at: at(1))
        #expect(waiting.lease?.connectionName == "b")
    }

    // MARK: Answers that are there already

    private func cacheable(_ router: Router, _ id: String, key: String = "", at moment: Moment)
        -> Answered
    {
        // The first byte says that the answer is the same each time; the key's own scope is in the hash.
        let hash = [1] + [UInt8](repeating: UInt8(key.utf8.count), count: 32)
        return ask(router, "a/m", id: id, key: key, at: moment) { $0.cacheKey = hash }
    }

    @Test func anAnswerIsKeptForTheSameKeyOnly() throws {
        let routing = RoutingSettings(cache: CacheSettings(enabled: true))
        let router = try router(
            configuration([priced("a")], routing: routing, keys: [key("one", 1)]))
        let lease = try #require(cacheable(router, "1", at: at(0)).lease)
        #expect(lease.keep && lease.cacheable)
        router.keep(
            AnswerKeep(
                requestID: "1", leaseID: lease.leaseID, body: [1, 2], usage: used(1, 1),
                shareable: true), at: at(1))
        router.reported(RouteReport(leaseID: lease.leaseID, last: true), at: at(1))
        let kept = try #require(cacheable(router, "2", at: at(2)).kept)
        #expect(kept.body == [1, 2] && !kept.idempotent && kept.ageSeconds == 1)
        #expect(cacheable(router, "3", key: "k-one", at: at(2)).lease != nil)
    }

    @Test func whoeverChoosesTheIdOfAnotherGetsNothingOfIt() throws {
        let routing = RoutingSettings(cache: CacheSettings(enabled: true))
        let router = try router(
            configuration([priced("a")], routing: routing, keys: [key("one", 1)]))
        let victim = try #require(cacheable(router, "same", at: at(0)).lease)
        // The same id, another key, nothing to be cached.
        let other = try #require(ask(router, "a/m", id: "same", key: "k-one").lease)
        #expect(!other.keep)
        router.keep(
            AnswerKeep(
                requestID: "same", leaseID: other.leaseID, body: [6, 6, 6], shareable: true),
            at: at(1))
        router.reported(RouteReport(leaseID: victim.leaseID, last: true), at: at(1))
        #expect(cacheable(router, "4", at: at(2)).lease != nil)
    }

    @Test func aRepeatedRequestGetsTheAnswerOfTheFirst() throws {
        let router = try router(configuration([priced("a")]))
        let repeated: (inout RouteAsk) -> Void = {
            $0.idempotencyKey = [UInt8](repeating: 7, count: 32)
        }
        let first = try #require(ask(router, "a/m", id: "1", change: repeated).lease)
        let again = ask(router, "a/m", id: "2", change: repeated)
        #expect(again.answer == nil)
        router.keep(
            AnswerKeep(requestID: "1", leaseID: first.leaseID, body: [9]), at: at(1))
        #expect(again.kept?.body == [9] && again.kept?.idempotent == true)
    }

    @Test func whenTheFirstFailsARepeatedRequestGoesOn() throws {
        let router = try router(configuration([priced("a")]))
        let repeated: (inout RouteAsk) -> Void = {
            $0.idempotencyKey = [UInt8](repeating: 7, count: 32)
        }
        let first = try #require(ask(router, "a/m", id: "1", change: repeated).lease)
        let again = ask(router, "a/m", id: "2", change: repeated)
        router.reported(
            RouteReport(leaseID: first.leaseID, failure: .cancelled, last: true), at: at(1))
        #expect(again.lease != nil)
    }

    @Test func aRepeatedRequestWaitsForAsLongAsTheFirstMayTake() throws {
        let router = try router(configuration([priced("a")]))
        let repeated: (inout RouteAsk) -> Void = {
            $0.idempotencyKey = [UInt8](repeating: 7, count: 32)
            $0.remainingMs = 600_000
        }
        let first = try #require(ask(router, "a/m", id: "1", change: repeated).lease)
        router.due(at: at(50))
        let again = ask(router, "a/m", id: "2", at: at(50), change: repeated)
        router.due(at: at(60))
        #expect(again.answer == nil)
        router.keep(
            AnswerKeep(requestID: "1", leaseID: first.leaseID, body: [9]), at: at(61))
        #expect(again.kept?.body == [9])
    }

    @Test func whoWaitsForARequestThatIsRefusedGoesOnAtOnce() throws {
        let router = try router(configuration([priced("a")]))
        let repeated: (inout RouteAsk) -> Void = {
            $0.idempotencyKey = [UInt8](repeating: 7, count: 32)
        }
        let first = try #require(ask(router, "a/m", id: "1", change: repeated).lease)
        let again = ask(router, "a/m", id: "2", change: repeated)
        router.reported(
            RouteReport(leaseID: first.leaseID, failure: .model, status: 404), at: at(1))
        let refused = ask(router, "a/m", id: "1", at: at(1)) {
            repeated(&$0)
            $0.attempt = 2
            $0.failedLeases = [first.leaseID]
        }
        #expect(refused.refusal != nil)
        #expect(again.answer != nil)
    }

    @Test func aRetryWithTheSameIdAndKeyWaitsLikeAnyOther() throws {
        let router = try router(configuration([priced("a")]))
        let repeated: (inout RouteAsk) -> Void = {
            $0.idempotencyKey = [UInt8](repeating: 7, count: 32)
        }
        _ = ask(router, "a/m", id: "same", change: repeated)
        #expect(ask(router, "a/m", id: "same", change: repeated).answer == nil)
    }

    // MARK: What nobody reports

    @Test func aConnectionListedTwiceIsWaitedForOnce() throws {
        var one = priced("a", limits: ConnectionLimits(concurrency: 1, queueTimeoutMs: 2_000))
        one.models = ["m", "n"]
        let combo = Combo(
            name: "both", entries: [ComboEntry(model: "a/m"), ComboEntry(model: "a/n")])
        let router = try router(configuration([one], combos: [combo]))
        let running = try #require(ask(router, "both", id: "0").lease)
        _ = ask(router, "both", id: "1")
        #expect(router.room.count == 1)
        router.due(at: at(3))
        #expect(router.room.count == 0)
        let waiting = ask(router, "both", id: "2", at: at(4))
        router.reported(RouteReport(leaseID: running.leaseID, last: true), at: at(5))
        #expect(waiting.lease != nil)
    }

    @Test func whenARateOpensAllThatFitMayGo() throws {
        let limits = ConnectionLimits(requestsPerMinute: 4)
        let router = try router(configuration([priced("a", limits: limits)]))
        for number in 0..<4 { _ = ask(router, "a/m", id: "\(number)") }
        let waiting = (0..<3).map { ask(router, "a/m", id: "w\($0)", at: at(40)) }
        #expect(waiting.allSatisfy { $0.answer == nil })
        router.due(at: at(61))
        #expect(waiting.allSatisfy { $0.lease != nil })
    }

    @Test func aLateReportOfALeaseThatWasGivenUpStillCounts() throws {
        let budget = Budget(name: "all", period: .day, limit: 1_000_000_000)
        let router = try router(
            configuration(
                [priced("a", limits: ConnectionLimits(concurrency: 1))], budgets: [budget]))
        let isThere = Flag()
        let lease = try #require(ask(router, "a/m", isWanted: { isThere.isSet }).lease)
        isThere.isSet = false
        router.expireLeases(at: at(1))
        #expect(ask(router, "a/m", id: "2", at: at(2)).answer == nil)
        router.expireLeases(at: at(12))
        #expect(router.leases.open == 1)
        let report = RouteReport(
            leaseID: lease.leaseID, usage: used(10, 5), last: true, connectionID: "c-a",
            model: "m")
        router.reported(report, at: at(13))
        router.reported(report, at: at(13))
        #expect(router.budgets.state(at: at(13)).map(\.spent) == [15_000_000])
    }

    @Test func thoseThatWaitAskTheSuccessor() throws {
        let router = try router(
            configuration([priced("a", limits: ConnectionLimits(concurrency: 1))]))
        _ = ask(router, "a/m", id: "0")
        let waiting = ask(router, "a/m", id: "1")
        router.drain()
        #expect(waiting.isSentElsewhere)
    }

    @Test func theSuccessorGoesOnWithWhatThePredecessorWroteLast() throws {
        let budget = Budget(name: "all", period: .day, limit: 1_000_000_000)
        let old = try router(configuration([priced("a")], budgets: [budget]))
        let lease = try #require(ask(old, "a/m").lease)
        let new = try router(at: at(1))
        old.reported(
            RouteReport(leaseID: lease.leaseID, usage: used(10, 5), last: true), at: at(2))
        #expect(old.flush(at: at(2)))
        let next = try #require(ask(new, "a/m", at: at(3)).lease)
        new.reported(
            RouteReport(leaseID: next.leaseID, usage: used(1, 0), last: true), at: at(4))
        #expect(new.flush(at: at(4)))
        #expect(try router(at: at(5)).budgets.state(at: at(5)).map(\.spent) == [16_000_000])
    }

    // MARK: Explaining

    @Test func decisionsAreExplained() throws {
        let router = try router(configuration([priced("a")]))
        _ = ask(router, "a/m", id: "req_1")
        let lines = router.lines(
            RouteQuery(topic: .topicExplain, subject: "req_1"), at: at(1))
        let text = String(decoding: lines, as: UTF8.self)
        #expect(text.contains("\"result\":\"chosen\"") && text.contains("\"connection\":\"a\""))
        #expect(
            router.lines(RouteQuery(topic: .topicExplain, subject: "req_2"), at: at(1)).isEmpty)
    }

    @Test(arguments: [
        RouteTopic.topicConnections, .topicCombos, .topicKeys, .topicQuotas, .topicBudgets,
        .topicCache, .topicModels,
    ])
    func everyTopicIsAnsweredByOneObjectALine(_ topic: RouteTopic) throws {
        var one = priced("a")
        one.quotas = [QuotaWindow(name: "day", kind: .day, unit: .requests, limit: 2)]
        let router = try router(
            configuration(
                [one], combos: [Combo(name: "c", entries: [ComboEntry(model: "a/m")])],
                budgets: [Budget(name: "all", period: .day, limit: 1_000_000_000)],
                keys: [key("one", 1)]))
        _ = ask(router, "a/m")
        let lines = router.lines(RouteQuery(topic: topic), at: at(1)).split(separator: 0x0A)
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.first == UInt8(ascii: "{") && $0.last == UInt8(ascii: "}") })
    }

    @Test func dialectsAreNamedAsEverywhere() throws {
        let router = try router(configuration([priced("a")]))
        let lines = router.lines(RouteQuery(topic: .topicConnections), at: at(1))
        #expect(String(decoding: lines, as: UTF8.self).contains(#""dialect":"openai-chat""#))
    }
}

/// What an ask was answered with; nothing while it waits.
private final class Answered {
    var answer: RouteAnswer?
    /// It must ask another process.
    var isSentElsewhere = false

    var lease: Lease? {
        guard case .lease(let lease) = answer?.answer else { return nil }
        return lease
    }

    var refusal: Refusal? {
        guard case .refusal(let refusal) = answer?.answer else { return nil }
        return refusal
    }

    var kept: KeptAnswer? {
        guard case .kept(let kept) = answer?.answer else { return nil }
        return kept
    }
}

/// Something that changes during a test.
private final class Flag {
    var isSet = true
}
