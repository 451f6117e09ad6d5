import IPC
import Testing

@testable import Route

private let second: UInt64 = 1_000_000_000

private func at(_ seconds: Double) -> Moment {
    Moment(
        now: UInt64((100 + seconds) * 1e9), wall: 1_700_000_000_000_000 + Int64(seconds * 1e6))
}

/// Requests whose questions are embedded, as the daemon decides about them.
@Suite struct RouterQuestionsTests {
    private typealias Examples = QuestionExamples

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// What a request was told; empty while it waits.
    private final class Told {
        var answer: RouteAnswer?

        var lease: Lease? {
            if case .lease(let lease) = answer?.answer { lease } else { nil }
        }
        var embed: Lease? {
            if case .embed(let lease) = answer?.answer { lease } else { nil }
        }
        var kept: KeptAnswer? {
            if case .kept(let kept) = answer?.answer { kept } else { nil }
        }
        var refusal: Refusal? {
            if case .refusal(let refusal) = answer?.answer { refusal } else { nil }
        }
    }

    private func embedder(
        _ dialect: Dialect = .openaiChat, limits: ConnectionLimits? = nil
    ) -> ProviderConnection {
        var made = connection("e", models: ["small"])
        made.dialect = dialect
        made.limits = limits
        made.facts = [ModelFacts(name: "small", price: Price(input: 1_000_000))]
        return made
    }

    private func router(
        _ embedder: ProviderConnection? = nil, keys: [ClientKey] = [], budgets: [Budget] = [],
        model: String = "e/small"
    ) throws -> Router {
        let router = try Router(store: scratch.store(), at: at(0), seed: 1)
        let result = router.apply(
            RouteConfiguration(
                connections: [connection("a", models: ["m"]), embedder ?? self.embedder()],
                keys: keys, settings: .standard, budgets: budgets,
                routing: RoutingSettings(cache: Examples.settings(model: model))), at: at(0))
        #expect(result.ok, "\(result.error)")
        return router
    }

    /// An ask of a question: its words by a number, its meaning by an angle, its group by another number.
    private func ask(
        _ router: Router, _ id: String, _ question: UInt8, degrees: Double? = nil,
        group: UInt8? = 1, isFailed: Bool = false, key: String = "", model: String = "a/m",
        at moment: Moment = at(0)
    ) -> Told {
        let message = RouteAsk(
            requestID: id, model: model, keyID: key, estimatedInputTokens: 100, attempt: 1,
            cacheKey: CacheFixtures.key(question),
            questionGroup: group.map { [UInt8](repeating: $0, count: 32) } ?? [],
            embedding: degrees.map { Examples.bytes(Examples.numbers($0)) } ?? [],
            embeddingFailed: isFailed)
        let told = Told()
        router.ask(message, at: moment) { told.answer = $0 }
        return told
    }

    private func report(
        _ router: Router, _ lease: Lease, _ failure: FailureClass = .none,
        reason: FailureReason = .reasonNone, input: UInt64 = 10, isLast: Bool,
        at moment: Moment = at(0)
    ) {
        router.reported(
            RouteReport(
                leaseID: lease.leaseID, failure: failure, status: failure == .none ? 200 : 0,
                usage: Usage(source: .reported, input: input), reason: reason, last: isLast),
            at: moment)
    }

    /// Asks, has the question embedded and asks again; what is told then.
    private func askTwice(
        _ router: Router, _ id: String, _ question: UInt8, _ degrees: Double,
        group: UInt8 = 1, key: String = "", at moment: Moment = at(0)
    ) throws -> Told {
        let first = ask(router, id, question, group: group, key: key, at: moment)
        report(router, try #require(first.embed), isLast: false, at: moment)
        return ask(
            router, id, question, degrees: degrees, group: group, key: key, at: moment)
    }

    /// A request that is answered and kept.
    private func answered(
        _ router: Router, _ id: String, _ question: UInt8, _ degrees: Double,
        group: UInt8 = 1, key: String = "", at moment: Moment = at(0)
    ) throws {
        let lease = try #require(
            try askTwice(router, id, question, degrees, group: group, key: key, at: moment).lease)
        #expect(lease.keep && lease.cacheable && lease.semantic)
        keep(router, lease, at: moment)
    }

    private func keep(_ router: Router, _ lease: Lease, at moment: Moment = at(0)) {
        router.keep(
            AnswerKeep(leaseID: lease.leaseID, body: [7], shareable: true), at: moment)
        report(router, lease, isLast: true, at: moment)
    }

    private func line(_ router: Router) -> String {
        String(decoding: router.lines(RouteQuery(topic: .topicCache), at: at(0)), as: UTF8.self)
    }

    @Test func aQuestionInOtherWordsIsAnsweredFromTheCache() throws {
        let router = try router()
        try answered(router, "1", 1, 0)
        let kept = try #require(try askTwice(router, "2", 2, 10, at: at(3)).kept)
        #expect(kept.body == [7] && kept.similarityPermille == 984 && kept.ageSeconds == 3)
        #expect(!kept.idempotent && kept.lease?.connectionName == "a")
        #expect(
            try askTwice(router, "3", 3, 40, at: at(4)).lease != nil,
            "what means something else goes on")
        #expect(
            ask(router, "4", 1, at: at(5)).kept?.similarityPermille == 0,
            "the same words need no model")
        let line = line(router)
        for part in [
            #""semantic":true"#, #""semantic_hits":1"#, #""hits":1"#, #""embeddings_asked":3"#,
            #""embeddings_failed":0"#, #""vectors":1"#,
        ] { #expect(line.contains(part), "\(part) in \(line)") }
    }

    @Test func theLeaseIsOfTheEmbeddingsModel() throws {
        let router = try router(embedder(limits: ConnectionLimits(concurrency: 1)))
        let lease = try #require(ask(router, "1", 1).embed)
        #expect(lease.connectionName == "e" && lease.model == "small" && lease.semantic)
        #expect(!lease.keep && lease.cacheMode == .deterministic)
        // Its only place is taken: nobody waits for it.
        let other = ask(router, "2", 2)
        #expect(other.lease?.connectionName == "a")
        report(router, lease, isLast: false)
        #expect(ask(router, "3", 3).embed != nil)
        let trace = String(
            decoding: router.lines(RouteQuery(topic: .topicExplain, subject: "1"), at: at(0)),
            as: UTF8.self)
        #expect(trace.contains(#""attempt":0"#) && trace.contains(#""model":"e/small""#))
    }

    @Test func noKeyGetsTheAnswerOfAnother() throws {
        let router = try router(keys: [key("one", 1), key("two", 2)])
        try answered(router, "1", 1, 0, key: "k-one")
        // Even if both were of one group by their hash.
        #expect(try askTwice(router, "2", 2, 0, key: "k-two").lease != nil)
        #expect(try askTwice(router, "3", 3, 0).lease != nil)
        #expect(try askTwice(router, "4", 4, 0, key: "k-one").kept != nil)
        #expect(try askTwice(router, "5", 5, 0, group: 2, key: "k-one").lease != nil)
    }

    @Test func whatCannotBeEmbeddedGoesOn() throws {
        let router = try router()
        let lease = try #require(ask(router, "1", 1).embed)
        report(router, lease, .model, reason: .reasonSilent, isLast: false)
        let own = try #require(ask(router, "1", 1, isFailed: true).lease)
        #expect(own.connectionName == "a" && own.keep)
        keep(router, own)
        #expect(ask(router, "2", 1).kept != nil, "it is kept for the same words")
        // The model is left alone for a while; the account is not.
        #expect(ask(router, "3", 3).lease != nil)
        #expect(ask(router, "4", 4, at: at(200)).embed != nil)
        #expect(line(router).contains(#""embeddings_failed":1"#))
    }

    @Test func aVectorThatIsNoneIsAMiss() throws {
        let router = try router()
        let lease = try #require(ask(router, "1", 1).embed)
        report(router, lease, isLast: false)
        let told = Told()
        router.ask(
            RouteAsk(
                requestID: "1", model: "a/m", attempt: 1, cacheKey: CacheFixtures.key(1),
                questionGroup: [UInt8](repeating: 1, count: 32), embedding: [1, 2, 3]), at: at(0)
        ) { told.answer = $0 }
        #expect(told.lease?.keep == true)
    }

    @Test func nothingIsEmbeddedForNothing() throws {
        let router = try router(keys: [])
        #expect(ask(router, "1", 1, group: nil).lease != nil, "no group")
        #expect(ask(router, "2", 2, model: "a/none").refusal != nil, "no such model")
        let off = try Router(store: Scratch().store(), at: at(0), seed: 1)
        _ = off.apply(
            RouteConfiguration(
                connections: [connection("a", models: ["m"]), embedder()], settings: .standard,
                routing: RoutingSettings(cache: CacheFixtures.settings())), at: at(0))
        #expect(ask(off, "1", 1).lease?.semantic == false)
        for model in ["e/none", "nobody/x"] {
            let scratch = try Scratch()
            let other = try Router(store: scratch.store(), at: at(0), seed: 1)
            _ = other.apply(
                RouteConfiguration(
                    connections: [connection("a", models: ["m"]), embedder()],
                    settings: .standard,
                    routing: RoutingSettings(cache: Examples.settings(model: model))), at: at(0))
            #expect(ask(other, "1", 1).lease != nil, "\(model)")
        }
    }

    @Test func aDialectWithoutEmbeddingsIsNotAsked() throws {
        for dialect in [Dialect.anthropic, .bedrock] {
            let scratch = try Scratch()
            let router = try Router(store: scratch.store(), at: at(0), seed: 1)
            _ = router.apply(
                RouteConfiguration(
                    connections: [connection("a", models: ["m"]), embedder(dialect)],
                    settings: .standard, routing: RoutingSettings(cache: Examples.settings())),
                at: at(0))
            #expect(ask(router, "1", 1).lease?.connectionName == "a")
        }
    }

    @Test func theKeyThatAsksPays() throws {
        let budget = Budget(
            name: "b", scope: .key, subject: "one", period: .month, limit: 500_000_000)
        let router = try router(keys: [key("one", 1)], budgets: [budget])
        let lease = try #require(ask(router, "1", 1, key: "k-one").embed)
        report(router, lease, input: 20, isLast: false)
        let spent = router.budgets.state(at: at(0)).first?.spent
        #expect(spent == 20_000_000)
    }

    @Test func whoeverAsksTheSameWaitsForBoth() throws {
        let router = try router()
        try answered(router, "1", 1, 0)
        let leader = ask(router, "2", 2)
        let follower = ask(router, "3", 2)
        #expect(leader.embed != nil && follower.answer == nil)
        report(router, try #require(leader.embed), isLast: false)
        let hit = ask(router, "2", 2, degrees: 5)
        #expect(hit.kept != nil)
        #expect(follower.kept?.similarityPermille == hit.kept?.similarityPermille)
        #expect(router.desk.waiterCount == 0)
    }

    @Test func aLeaderThatIsGoneLeavesTheLeadToTheNext() throws {
        let router = try router()
        let leader = ask(router, "1", 1)
        let follower = ask(router, "2", 1)
        #expect(follower.answer == nil)
        report(router, try #require(leader.embed), .cancelled, isLast: true)
        #expect(follower.embed != nil)
        #expect(router.tickets.count == 1)
    }

    @Test func whoeverComesToAnotherProcessBeginsAnew() throws {
        let router = try router()
        // The lease was of a process that is gone.
        let lease = try #require(ask(router, "1", 1, degrees: 0).lease)
        keep(router, lease)
        // Which model that asked is not known here: its vector is neither kept nor compared.
        #expect(router.desk.cache.statistics.entries == 1)
        #expect(router.desk.cache.statistics.vectors == 0)
        try answered(router, "2", 2, 5)
        #expect(router.tickets.count == 0)
        #expect(ask(router, "4", 4, degrees: 5).lease != nil)
        #expect(try askTwice(router, "5", 5, 5).kept != nil)
        let failed = ask(router, "3", 3, isFailed: true)
        #expect(failed.lease != nil)
    }

    @Test func anAnswerThatIsNotForAllIsFoundByNobody() throws {
        let router = try router()
        let lease = try #require(try askTwice(router, "1", 1, 0).lease)
        router.keep(
            AnswerKeep(leaseID: lease.leaseID, body: [7], shareable: false), at: at(0))
        report(router, lease, isLast: true)
        #expect(try askTwice(router, "2", 2, 0).lease != nil)
    }

    @Test func whatAnotherModelMadeOfAQuestionIsNotKept() throws {
        let router = try router()
        let lease = try #require(try askTwice(router, "1", 1, 0).lease)
        let other = RoutingSettings(cache: Examples.settings(model: "e/large"))
        var large = embedder()
        large.models = ["small", "large"]
        let result = router.apply(
            RouteConfiguration(
                connections: [connection("a", models: ["m"]), large], settings: .standard,
                routing: other), at: at(0))
        #expect(result.ok, "\(result.error)")
        keep(router, lease)
        #expect(router.desk.cache.statistics.entries == 1)
        #expect(router.desk.cache.statistics.vectors == 0)
    }

    @Test func whatAnotherModelIsStillMakingOfAQuestionIsDropped() throws {
        let router = try router()
        let late = try #require(ask(router, "1", 1).embed)
        let early = try #require(ask(router, "2", 2).embed)
        var both = embedder()
        both.models = ["small", "large"]
        func use(_ model: String) {
            let result = router.apply(
                RouteConfiguration(
                    connections: [connection("a", models: ["m"]), both], settings: .standard,
                    routing: RoutingSettings(cache: Examples.settings(model: model))), at: at(0))
            #expect(result.ok, "\(result.error)")
        }
        use("e/large")
        // It is not kept for others.
        report(router, late, isLast: false)
        let lease = try #require(ask(router, "1", 1, degrees: 0).lease)
        #expect(lease.connectionName == "a" && lease.keep)
        keep(router, lease)
        #expect(router.desk.cache.statistics.entries == 1)
        #expect(router.desk.cache.statistics.vectors == 0)
        // Nor compared with what the other model has made, as many numbers as both give.
        try answered(router, "3", 3, 0)
        #expect(router.desk.cache.statistics.vectors == 1)
        report(router, early, isLast: false)
        #expect(ask(router, "2", 2, degrees: 0).lease != nil)
        #expect(try askTwice(router, "4", 4, 0).kept != nil)
    }

    @Test func clearingForgetsWhatQuestionsMean() throws {
        let router = try router()
        try answered(router, "1", 1, 0)
        #expect(router.obey(RouteCommand(action: .actionClearCache), at: at(0)).ok)
        #expect(line(router).contains(#""vectors":0"#))
        #expect(try askTwice(router, "2", 2, 0).lease != nil)
    }
}
