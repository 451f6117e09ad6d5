import IPC
import Testing

@testable import Route

/// The same request and the same question, together.
@Suite struct AnswerDeskTests {
    private typealias Desk = AnswerDesk<Int>
    private typealias Fixtures = CacheFixtures

    private func desk(cache: Bool = true) -> Desk {
        var routing = RoutingSettings()
        if cache { routing.cache = Fixtures.settings() }
        var desk = Desk()
        desk.apply(routing, translation: TranslationSettings())
        return desk
    }

    private func ask(
        _ desk: inout Desk, _ token: Int, question: UInt8? = nil, request: UInt8? = nil,
        at seconds: Double = 0, deadline: Double = 100
    ) -> AnswerOutcome {
        desk.ask(
            Desk.Question(
                token: token, cacheKey: question.map { Fixtures.key($0) } ?? [],
                idempotencyKey: request.map { Array(repeating: $0, count: 32) } ?? [],
                deadline: Fixtures.deadline(deadline)), at: Fixtures.moment(seconds)
        ) { _, _ in true }
    }

    /// The ticket of a request that goes on.
    private func proceeding(_ outcome: AnswerOutcome) throws -> AnswerTicket {
        guard case .proceed(let ticket) = outcome else {
            Issue.record("does not go on: \(outcome)")
            return AnswerTicket()
        }
        return ticket
    }

    /// An answer as it is given: without the number of its lease.
    private func given(isIdempotent: Bool) -> KeptAnswer {
        var answer = Fixtures.answer()
        answer.lease?.leaseID = 0
        answer.idempotent = isIdempotent
        return answer
    }

    @Test func aRequestThatNobodyWillAskAgainJustGoesOn() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1))
        #expect(ticket == AnswerTicket())
        #expect(!ticket.isAnswerWanted)
        desk.ended(ticket, isFailure: true)
        #expect(desk.takeReleases() == [])
    }

    @Test func theSameQuestionIsAnsweredFromTheCache() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1, question: 1))
        #expect(ticket.isCacheable && ticket.isAnswerWanted)
        desk.keep(ticket, Fixtures.answer(), isForAll: true, at: Fixtures.moment(1))
        desk.ended(ticket, isFailure: false)
        #expect(ask(&desk, 2, question: 1, at: 1) == .answer(given(isIdempotent: false)))
        #expect(desk.takeReleases() == [])
        desk.clearCache()
        #expect(try proceeding(ask(&desk, 3, question: 1, at: 1)).isCacheable)
    }

    @Test func aCrowdWithOneQuestionAsksOnce() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1, question: 1))
        for token in 2...100 { #expect(ask(&desk, token, question: 1) == .wait) }
        desk.keep(ticket, Fixtures.answer(), isForAll: true, at: Fixtures.moment(1))
        let releases = desk.takeReleases()
        #expect(releases.map(\.token) == Array(2...100))
        #expect(releases.allSatisfy { $0.outcome == .answer(given(isIdempotent: false)) })
        #expect(desk.waiterCount == 0)
    }

    @Test func anAnswerThatIsNotForAllSetsTheOthersFree() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1, question: 1))
        #expect(ask(&desk, 2, question: 1) == .wait)
        desk.keep(ticket, Fixtures.answer(), isForAll: false, at: Fixtures.moment(1))
        let release = try #require(desk.takeReleases().first)
        #expect(release.token == 2)
        #expect(try proceeding(release.outcome).cacheKey == Fixtures.key(1))
        #expect(desk.cache.statistics.entries == 0)
    }

    @Test func waitingForAQuestionEndsWithPatience() throws {
        var desk = desk()
        _ = ask(&desk, 1, question: 1, deadline: 600)
        #expect(ask(&desk, 2, question: 1, deadline: 600) == .wait)
        desk.due(at: Fixtures.moment(59))
        #expect(desk.takeReleases() == [])
        desk.due(at: Fixtures.moment(60))
        let release = try #require(desk.takeReleases().first)
        #expect(try proceeding(release.outcome).asked == 0)
    }

    @Test func theSameRequestGetsTheSameAnswer() throws {
        var desk = desk(cache: false)
        let ticket = try proceeding(ask(&desk, 1, request: 1))
        #expect(ticket.isAnswerWanted && !ticket.isCacheable)
        #expect(ask(&desk, 2, request: 1) == .wait)
        desk.keep(ticket, Fixtures.answer(), isForAll: false, at: Fixtures.moment(1))
        #expect(
            desk.takeReleases() == [
                Desk.Release(token: 2, outcome: .answer(given(isIdempotent: true)))
            ])
        #expect(ask(&desk, 3, request: 1, at: 5.9) == .answer(aged(4)))
        #expect(desk.repeatedAnswers == 1)
        #expect(try proceeding(ask(&desk, 4, request: 1, at: 6)).repeated != 0)
    }

    private func aged(_ seconds: UInt32) -> KeptAnswer {
        var answer = given(isIdempotent: true)
        answer.ageSeconds = seconds
        return answer
    }

    @Test func aRepeatedRequestLeadsAfterAFailure() throws {
        var desk = desk()
        let first = try proceeding(ask(&desk, 1, question: 1, request: 1))
        #expect(ask(&desk, 2, question: 1, request: 1) == .wait)
        desk.ended(first, isFailure: true)
        let release = try #require(desk.takeReleases().first)
        #expect(release.token == 2)
        let second = try proceeding(release.outcome)
        #expect(second.repeated != 0 && second.repeated != first.repeated)
        #expect(second.cacheKey == Fixtures.key(1))
        desk.keep(second, Fixtures.answer(), isForAll: true, at: Fixtures.moment(2))
        #expect(ask(&desk, 3, question: 1, at: 2) == .answer(given(isIdempotent: false)))
    }

    @Test func aCallersFaultIsNotWaitedForTwice() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1, request: 1))
        for token in 2...4 { #expect(ask(&desk, token, request: 1) == .wait) }
        desk.ended(ticket, isFailure: false)
        #expect(desk.takeReleases().map(\.token) == [2, 3, 4])
    }

    @Test func aRepeatOfOneThatWaitsForItsQuestionIsAnsweredWithIt() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1, question: 1))
        #expect(ask(&desk, 2, question: 1, request: 1) == .wait)
        #expect(ask(&desk, 3, question: 1, request: 1) == .wait)
        desk.keep(ticket, Fixtures.answer(), isForAll: true, at: Fixtures.moment(1))
        #expect(
            desk.takeReleases() == [
                Desk.Release(token: 2, outcome: .answer(given(isIdempotent: false))),
                Desk.Release(token: 3, outcome: .answer(given(isIdempotent: true))),
            ])
    }

    @Test func aRepeatedRequestWaitsNoLongerThanItsOwnTime() {
        var desk = desk()
        _ = ask(&desk, 1, request: 1)
        #expect(ask(&desk, 2, request: 1, deadline: 5) == .wait)
        #expect(desk.nextDeadline == Fixtures.deadline(5))
        desk.due(at: Fixtures.moment(5))
        #expect(desk.takeReleases() == [Desk.Release(token: 2, outcome: .timedOut)])
    }

    @Test func whoeverLeavesWhileWaitingLeavesNothingBehind() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1, question: 1))
        #expect(ask(&desk, 2, question: 1, request: 1) == .wait)
        #expect(ask(&desk, 3, question: 1, request: 1) == .wait)
        // The second leads the third: it is the third's turn now.
        desk.left(2)
        #expect(desk.takeReleases().map(\.token) == [3])
        desk.left(3)
        #expect(desk.waiterCount == 0)
        desk.keep(ticket, Fixtures.answer(), isForAll: true, at: Fixtures.moment(1))
        #expect(desk.takeReleases() == [])
    }

    @Test func otherKeysAreOthersAnswers() throws {
        var desk = desk()
        let ticket = try proceeding(ask(&desk, 1, question: 1, request: 1))
        desk.keep(ticket, Fixtures.answer(), isForAll: true, at: Fixtures.moment(0))
        #expect(try proceeding(ask(&desk, 2, question: 2, request: 2)).asked != 0)
    }

    @Test func theWindowCanBeSet() throws {
        var desk = desk(cache: false)
        var routing = RoutingSettings()
        routing.idempotencyWindowMs = 60_000
        desk.apply(routing, translation: TranslationSettings())
        let ticket = try proceeding(ask(&desk, 1, request: 1))
        desk.keep(ticket, Fixtures.answer(), isForAll: true, at: Fixtures.moment(0))
        #expect(ask(&desk, 2, request: 1, at: 59) == .answer(aged(59)))
    }
}
