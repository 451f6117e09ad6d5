import IPC
import Testing

@testable import Route

/// How logd gets its settings.
@Suite struct LedgerPushTests {
    /// A logd that answers when it is told to.
    private final class Logd {
        var sent: [LedgerSettings] = []
        var answers: [(Result<ApplyResult, CallError>) -> Void] = []
        var timers: [(due: Duration, body: () -> Void)] = []
        var refusals: [String] = []
        private var now = Duration.zero

        func after(_ delay: Duration, _ body: @escaping () -> Void) {
            timers.append((now + delay, body))
        }

        /// Lets time pass, and what is due happen.
        func pass(seconds: Int) {
            now += .seconds(seconds)
            let due = timers.filter { $0.due <= now }
            timers.removeAll { $0.due <= now }
            for timer in due { timer.body() }
        }

        func answer(_ result: Result<ApplyResult, CallError>) { answers.removeFirst()(result) }
        func take() { answer(.success(ApplyResult(ok: true))) }
        func fail(_ code: ResetCode) { answer(.failure(CallError(code: code, message: ""))) }
    }

    private let logd = Logd()
    private let push: LedgerPush

    init() {
        let logd = logd
        push = LedgerPush(
            send: { settings, finish in
                logd.sent.append(settings)
                logd.answers.append(finish)
            },
            later: { logd.after($0, $1) },
            refused: { logd.refusals.append($0) })
    }

    private func settings(_ days: UInt32) -> LedgerSettings { LedgerSettings(retentionDays: days) }

    @Test func afterEachConnect() {
        push.connected()
        #expect(logd.sent == [LedgerSettings()])
        logd.take()
        push.connected()
        #expect(logd.sent.count == 2)
    }

    @Test func whenTheyHaveChangedAndOnlyThen() {
        push.connected()
        logd.take()
        push.apply(settings(3))
        logd.take()
        push.apply(settings(3))
        #expect(logd.sent == [LedgerSettings(), settings(3)])
    }

    @Test func aChangeOnTheWayFollowsAtOnce() {
        push.connected()
        push.apply(settings(1))
        push.apply(settings(2))
        #expect(logd.sent.count == 1)
        logd.take()
        #expect(logd.sent == [LedgerSettings(), settings(2)])
        logd.take()
        #expect(logd.answers.isEmpty)
    }

    @Test func withoutAConnectionTheNextOneGetsThem() {
        push.apply(settings(1))
        logd.fail(.peerGone)
        push.connected()
        #expect(logd.sent == [settings(1), settings(1)])
        logd.take()
        // The wait for a connection is over.
        logd.pass(seconds: 60)
        #expect(logd.sent.count == 2)
    }

    @Test func whatCouldNotBeDeliveredIsSentAgainWithoutANewConnectionToo() {
        push.apply(settings(1))
        logd.fail(.peerGone)
        logd.pass(seconds: 29)
        #expect(logd.sent.count == 1)
        logd.pass(seconds: 1)
        logd.fail(.peerGone)
        logd.pass(seconds: 30)
        logd.take()
        #expect(logd.sent == [settings(1), settings(1), settings(1)] && logd.timers.isEmpty)
    }

    @Test func aBusyLogdIsAskedAgainLater() {
        push.apply(settings(1))
        logd.fail(.deadline)
        #expect(logd.timers.count == 1)
        push.connected()
        #expect(logd.sent.count == 1)
        logd.pass(seconds: 1)
        #expect(logd.sent.count == 2)
        logd.take()
        #expect(logd.timers.isEmpty)
    }

    @Test func whatIsRefusedIsSaidOnceAndSentAgainUntilItIsTaken() {
        push.apply(settings(1))
        for _ in 0..<3 {
            logd.answer(.success(ApplyResult(error: "the disk is full")))
            logd.pass(seconds: 29)
            #expect(logd.answers.isEmpty)
            logd.pass(seconds: 1)
        }
        #expect(logd.refusals == ["the disk is full"] && logd.sent.count == 4)
        logd.take()
        logd.pass(seconds: 60)
        #expect(logd.sent == Array(repeating: settings(1), count: 4))
    }

    @Test func onlyTheNewestAreSentAgainAndAtOnce() {
        push.apply(settings(1))
        logd.answer(.success(ApplyResult(error: "no such zone")))
        push.apply(settings(2))
        push.apply(settings(3))
        #expect(logd.sent == [settings(1), settings(2)])
        // What it says of others that were left meanwhile is not told.
        logd.answer(.success(ApplyResult(error: "no such zone either")))
        #expect(logd.sent == [settings(1), settings(2), settings(3)])
        logd.take()
        logd.pass(seconds: 60)
        #expect(logd.sent.count == 3 && logd.refusals == ["no such zone"])
    }
}
