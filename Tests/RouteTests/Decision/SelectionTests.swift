import IPC
import Testing

@testable import Route

/// The way of a request over its attempts.
@Suite struct SelectionTests {
    private static let second: UInt64 = 1_000_000_000

    private static func desk(attempts: UInt32 = 0) -> Desk {
        var chain = combo("c", ["acc/m", "b/m"])
        chain.attempts = attempts
        return Desk(
            [server("a1", prefix: "acc"), server("a2", prefix: "acc"), server("b")],
            combos: [chain])
    }

    @Test func accountsThenEntriesFollow() {
        let desk = Self.desk()
        #expect(desk.choose("c") == "a1/m")
        #expect(desk.choose("c", [failed("a1")]) == "a2/m")
        #expect(desk.choose("c", [failed("a1"), failed("a2")]) == "b/m")
        let all = [failed("a1"), failed("a2"), failed("b")]
        #expect(desk.choose("c", all) == "no_target_available")
    }

    @Test func aFailureThatMayPassIsRepeatedOnce() {
        let desk = Self.desk()
        let once = [failed("a1", "m", .transient, reason: .reasonServerError, status: 500)]
        #expect(desk.choose("c", once) == "a1/m")
        // Its own rest does not count, but others' obstacles do.
        desk.standing.obstacles["a1"] = Obstacle(.coolingDown, until: 9 * Self.second)
        #expect(desk.choose("c", once) == "a1/m")
        desk.standing.obstacles["a1"] = Obstacle(.breakerOpen, until: 9 * Self.second)
        #expect(desk.choose("c", once) == "a2/m")
        desk.standing.obstacles = [:]
        #expect(desk.choose("c", once + once) == "a2/m")
    }

    @Test(arguments: [FailureReason.reasonSilent, .reasonUnreachable])
    func aSilentTargetIsNeverAskedAgain(_ reason: FailureReason) {
        let desk = Desk([server("a")])
        let silent = [failed("a", "m", .transient, reason: reason)]
        #expect(
            desk.choose("a/m", silent) == (reason == .reasonSilent ? "no_target_available" : "a/m"))
        // Not with another model in between either.
        let pair = Desk([server("a"), server("b")], combos: [combo("c", ["a/m", "b/m"])])
        let both = silent + [failed("b", "m", .transient, reason: .reasonSilent)]
        #expect(pair.choose("c", both) == "no_target_available" || reason == .reasonUnreachable)
    }

    @Test func theOnlyTargetIsAskedThreeTimes() {
        let desk = Desk([server("a")])
        let one = failed("a", "m", .transient, reason: .reasonCut)
        #expect(desk.choose("a/m", [one]) == "a/m")
        #expect(desk.choose("a/m", [one, one]) == "a/m")
        #expect(desk.choose("a/m", [one, one, one]) == "no_target_available")
    }

    @Test func attemptsAreBounded() {
        let desk = Self.desk(attempts: 2)
        #expect(desk.choose("c", [failed("a1")]) == "a2/m")
        let denial = desk.denial("c", [failed("a1"), failed("a2")])
        #expect(denial?.message == "No provider that serves the model `c` could answer.")
        #expect(denial?.refusal.param == "")
    }

    @Test func anotherModelOfTheConnectionMayBeTriedWhenTheModelFailed() {
        let desk = Desk([server("a")], combos: [combo("c", ["a/m", "a/n"])])
        #expect(desk.choose("c", [failed("a", "m", .model, status: 404)]) == "a/n")
        #expect(
            desk.choose("c", [failed("a", "m", .account, status: 401)]) == "no_target_available")
        #expect(desk.choose("c", [failed("a", "m", .provider)]) == "no_target_available")
    }

    @Test func otherServersComeBeforeAccountsOfTheOneThatFailed() {
        let desk = Desk(
            [connection("a1", prefix: "acc"), connection("a2", prefix: "acc"), server("b")],
            combos: [combo("c", ["acc/m", "b/m"])])
        let down = [failed("a1", "m", .provider, reason: .reasonOverloaded, status: 503)]
        #expect(desk.choose("c", down) == "b/m")
        #expect(desk.choose("c", down + [failed("b")]) == "a2/m")
        // An account's failure says nothing about the others.
        #expect(desk.choose("c", [failed("a1")]) == "a2/m")
    }

    @Test func aShortPauseIsSatOutOnTheOnlyTarget() {
        let desk = Desk([server("a")])
        let limited = [failed("a", reason: .reasonRateLimit, status: 429, retryAfter: 1_500)]
        #expect(desk.choose("a/m", limited) == "a/m after 1500")
        // A part of it has passed.
        desk.standing.obstacles["a"] = Obstacle(
            .coolingDown, until: desk.now + Self.second / 2, status: 429)
        #expect(desk.choose("a/m", limited) == "a/m after 500")
        // Another request waits for its turn instead, so that not all come back at once.
        #expect(desk.choose("a/m") == "wait \(desk.now + Self.second / 2) a/m")
        desk.mayWait = false
        #expect(desk.choose("a/m") == "rate_limit_exceeded")
    }

    @Test func aLongPauseIsRefusedWithTheTime() {
        let desk = Desk([server("a")])
        desk.standing.obstacles["a"] = Obstacle(
            .coolingDown, until: desk.now + 12 * Self.second, status: 429)
        let limited = [failed("a", reason: .reasonRateLimit, status: 429, retryAfter: 12_000)]
        for tried in [[], limited] {
            let denial = desk.denial("a/m", tried)
            #expect(denial?.code == .rateLimited)
            #expect(denial?.refusal.status == 429)
            #expect(denial?.retryAfterMs == 12_000)
            #expect(denial?.message.hasSuffix(" Try again in 12 s.") == true)
        }
    }

    @Test func aPauseIsNotSatOutElsewhereOrAfterAUsedUpPlan() {
        let desk = Self.desk()
        let limited = failed("a1", reason: .reasonRateLimit, status: 429, retryAfter: 500)
        #expect(desk.choose("c", [limited]) == "a2/m")
        let only = Desk([server("a")])
        for reason in [FailureReason.reasonQuota, .reasonAuth, .reasonBilling, .reasonSilent] {
            let used = [failed("a", reason: reason, retryAfter: 500)]
            #expect(only.choose("a/m", used) == "no_target_available" || reason == .reasonQuota)
            #expect(!only.choose("a/m", used).contains("after"))
        }
    }

    @Test func aPauseEndsBeforeTheRequestDoes() {
        let desk = Desk([server("a")])
        let limited = [failed("a", reason: .reasonRateLimit, status: 429, retryAfter: 1_500)]
        #expect(desk.choose("a/m", limited) { $0.remainingMs = 1_500 } == "rate_limit_exceeded")
        #expect(desk.choose("a/m", limited) { $0.remainingMs = 1_501 } == "a/m after 1500")
    }

    @Test func whoIsBusyIsWaitedForOnlyWhenNobodyElseIsReady() {
        let desk = Self.desk()
        desk.standing.obstacles["a1"] = Obstacle(.busy)
        #expect(desk.choose("c") == "a2/m")
        desk.standing.obstacles["a2"] = Obstacle(.rateLimited, until: desk.now + 7)
        desk.standing.obstacles["b"] = Obstacle(.coolingDown, until: desk.now + 60 * Self.second)
        #expect(desk.choose("c") == "wait \(desk.now + 7) a1/m,a2/m")
        desk.standing.obstacles["a2"] = Obstacle(.busy)
        #expect(desk.choose("c") == "wait - a1/m,a2/m")
        desk.standing.obstacles["a2"] = Obstacle(.busy, until: desk.now + 90 * Self.second)
        #expect(desk.choose("c") { $0.remainingMs = 5 }.hasSuffix(" a1/m,a2/m"))
        desk.mayWait = false
        #expect(desk.choose("c") == "no_target_available")
        desk.standing.obstacles["b"] = Obstacle(.busy)
        #expect(desk.choose("c") == "rate_limit_exceeded")
    }

    @Test func aLongRateLimitIsNotWaitedFor() {
        var slow = server("a")
        slow.limits = ConnectionLimits(queueTimeoutMs: 1_000)
        let desk = Desk([slow])
        desk.standing.obstacles["a"] = Obstacle(.rateLimited, until: desk.now + 2 * Self.second)
        #expect(desk.choose("a/m") == "rate_limit_exceeded")
        desk.standing.obstacles["a"] = Obstacle(.rateLimited, until: desk.now + Self.second)
        #expect(desk.choose("a/m") == "wait \(desk.now + Self.second) a/m")
        #expect(desk.choose("a/m") { $0.remainingMs = 900 } == "rate_limit_exceeded")
    }

    @Test func forgottenLeasesStillEndARequest() {
        let desk = Desk([server("a")])
        #expect(desk.choose("a/m") { $0.attempt = 3 } == "a/m")
        #expect(desk.choose("a/m") { $0.attempt = 4 } == "no_target_available")
    }
}
