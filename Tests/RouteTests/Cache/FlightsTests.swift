import IPC
import Testing

@testable import Route

/// Requests that wait for one that is under way.
@Suite struct FlightsTests {
    private typealias Fixtures = CacheFixtures
    private let key = Fixtures.key(1)

    private func flights(window: UInt64 = 5 * Fixtures.second) -> Flights<Int> {
        Flights(window: window)
    }

    private func enter(
        _ flights: inout Flights<Int>, _ token: Int, at seconds: Double = 0,
        deadline: Double = 100
    ) -> Flights<Int>.Entry {
        flights.enter(
            key, token, deadline: Fixtures.deadline(deadline), at: Fixtures.moment(seconds))
    }

    @Test func theFirstLeadsAndTheOthersGetItsAnswer() {
        var flights = flights()
        #expect(enter(&flights, 1) == .lead(1))
        #expect(enter(&flights, 2) == .wait)
        #expect(enter(&flights, 3) == .wait)
        #expect(flights.waiterCount == 2)
        #expect(flights.complete(1, Fixtures.answer(), at: Fixtures.moment(2)) == [2, 3])
        #expect(flights.waiterCount == 0)
        // Told twice, as when the last report follows the answer.
        #expect(flights.complete(1, Fixtures.answer(), at: Fixtures.moment(2)) == [])
        #expect(flights.leaderEnded(1, .failed) == Flights<Int>.Released())
    }

    @Test func lateOnesGetTheAnswerWithinTheWindow() {
        var flights = flights()
        #expect(enter(&flights, 1) == .lead(1))
        #expect(flights.complete(1, Fixtures.answer(), at: Fixtures.moment(2)) == [])
        var expected = Fixtures.answer()
        expected.ageSeconds = 4
        #expect(enter(&flights, 2, at: 6.5) == .kept(expected))
        #expect(enter(&flights, 3, at: 7) == .lead(2))
        #expect(flights.answerCount == 0)
    }

    @Test func withoutAWindowNothingIsKept() {
        var flights = flights(window: 0)
        #expect(enter(&flights, 1) == .lead(1))
        #expect(enter(&flights, 2) == .wait)
        #expect(flights.complete(1, Fixtures.answer(), at: Fixtures.moment(0)) == [2])
        #expect(flights.count == 0)
        #expect(enter(&flights, 3) == .lead(2))
    }

    @Test func aFailedLeaderIsFollowedByTheNext() {
        var flights = flights()
        _ = enter(&flights, 1)
        _ = enter(&flights, 2)
        _ = enter(&flights, 3)
        #expect(flights.leaderEnded(1, .failed).leader == .init(token: 2, ticket: 2))
        // The first is over: it has nothing to say any more.
        #expect(flights.complete(1, Fixtures.answer(), at: Fixtures.moment(0)) == [])
        #expect(enter(&flights, 4) == .wait)
        #expect(flights.complete(2, Fixtures.answer(), at: Fixtures.moment(1)) == [3, 4])
    }

    @Test func nobodyWaitsForWhatCannotBeShared() {
        var flights = flights()
        _ = enter(&flights, 1)
        _ = enter(&flights, 2)
        _ = enter(&flights, 3)
        #expect(flights.leaderEnded(1, .unshared).alone == [2, 3])
        #expect(flights.count == 0)
        #expect(flights.waiterCount == 0)
    }

    @Test func aWaiterThatLeftIsNotTold() {
        var flights = flights()
        _ = enter(&flights, 1)
        _ = enter(&flights, 2)
        _ = enter(&flights, 3)
        flights.left(2)
        flights.left(9)
        #expect(flights.complete(1, Fixtures.answer(), at: Fixtures.moment(0)) == [3])
    }

    @Test func waitersGoWhenTheirTimeIsOver() {
        var flights = flights()
        _ = enter(&flights, 1, deadline: 50)
        _ = enter(&flights, 2, deadline: 10)
        _ = enter(&flights, 3, deadline: 40)
        #expect(flights.nextDeadline == Fixtures.deadline(10))
        #expect(flights.due(at: Fixtures.moment(9.9)).expired == [])
        #expect(flights.due(at: Fixtures.moment(10)).expired == [2])
        #expect(flights.nextDeadline == Fixtures.deadline(40))
        #expect(flights.complete(1, Fixtures.answer(), at: Fixtures.moment(11)) == [3])
    }

    @Test func patienceMayBeShorterThanTheTimeLeft() {
        var flights = flights()
        _ = enter(&flights, 1)
        _ = flights.enter(
            key, 2, deadline: Fixtures.deadline(100), patience: 5 * Fixtures.second,
            at: Fixtures.moment(0))
        _ = flights.enter(key, 3, deadline: .max, at: Fixtures.moment(0))
        #expect(flights.due(at: Fixtures.moment(5)).expired == [2])
    }

    @Test func aLostLeaderIsReplaced() {
        var flights = flights()
        _ = enter(&flights, 1, deadline: 10)
        _ = enter(&flights, 2, deadline: 60)
        #expect(flights.due(at: Fixtures.moment(11.9)).leaders == [])
        #expect(flights.due(at: Fixtures.moment(12)).leaders == [.init(token: 2, ticket: 2)])
        #expect(flights.due(at: Fixtures.moment(62)).leaders == [])
        #expect(flights.count == 0)
        #expect(flights.nextDeadline == .max)
    }

    @Test func oneKeyHasSoManyWaitersAndNoMore() {
        var flights = flights()
        _ = enter(&flights, 0)
        for token in 1...CacheLimits.waitersOfOne { #expect(enter(&flights, token) == .wait) }
        #expect(enter(&flights, 10_000) == .crowded)
    }

    @Test func oldAnswersMakeRoomForNewFlights() {
        var flights = flights()
        func key(_ number: Int) -> [UInt8] { Array("\(number)".utf8) }
        func enter(_ number: Int) -> Flights<Int>.Entry {
            flights.enter(
                key(number), number, deadline: Fixtures.deadline(60), at: Fixtures.moment(0))
        }
        for number in 1...CacheLimits.flights { _ = enter(number) }
        #expect(enter(0) == .untracked)
        _ = flights.complete(5, Fixtures.answer(), at: Fixtures.moment(0))
        #expect(flights.answerCount == 1)
        #expect(enter(0) == .lead(UInt64(CacheLimits.flights) + 1))
        #expect(flights.answerCount == 0)
        #expect(flights.count == CacheLimits.flights)
    }

    @Test func keptAnswersAreBoundedInBytes() {
        var flights = flights()
        let big = Fixtures.answer(bytes: 200 << 10)
        for number in 0..<200 {
            let key = Array("\(number)".utf8)
            let entry = flights.enter(
                key, number, deadline: Fixtures.deadline(60), at: Fixtures.moment(0))
            #expect(entry == .lead(UInt64(number) + 1))
            _ = flights.complete(UInt64(number) + 1, big, at: Fixtures.moment(0))
        }
        #expect(flights.answerCount == CacheLimits.repeatedBytes / big.costBytes)
        let huge = Fixtures.answer(bytes: 1 << 20)
        _ = enter(&flights, 1000)
        #expect(flights.complete(201, huge, at: Fixtures.moment(0)) == [])
        #expect(enter(&flights, 1001) == .lead(202))
    }

    /// Whatever happens, each request is told exactly once, or leads.
    @Test func nobodyIsForgotten() {
        var random = RepeatableNumbers(state: 7)
        for _ in 0..<200 {
            var flights = flights(window: 0)
            var open: Set<Int> = []
            var leaders: [UInt64] = []
            for token in 0..<60 {
                let now = Double(token)
                switch enter(&flights, token, at: now, deadline: now + 15) {
                case .lead(let ticket): leaders.append(ticket)
                case .wait: open.insert(token)
                case .kept, .crowded, .untracked: Issue.record("neither leads nor waits")
                }
                let due = flights.due(at: Fixtures.moment(now))
                for token in due.expired { #expect(open.remove(token) != nil) }
                for lead in due.leaders {
                    #expect(open.remove(lead.token) != nil)
                    leaders.append(lead.ticket)
                }
                guard let last = leaders.last else { continue }
                switch random.next(below: 8) {
                case 0:
                    for token in flights.complete(
                        last, Fixtures.answer(), at: Fixtures.moment(now))
                    {
                        #expect(open.remove(token) != nil)
                    }
                case 1:
                    if let lead = flights.leaderEnded(last, .failed).leader {
                        #expect(open.remove(lead.token) != nil)
                        leaders.append(lead.ticket)
                    }
                case 2:
                    for token in flights.leaderEnded(last, .unshared).alone {
                        #expect(open.remove(token) != nil)
                    }
                default: break
                }
            }
            #expect(flights.waiterCount == open.count)
        }
    }
}
