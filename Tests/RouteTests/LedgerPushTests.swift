import IPC
import Testing

@testable import Route

/// How logd gets its settings.
@Suite struct LedgerPushTests {
    /// A logd that answers when it is told to.
    private final class Logd {
        var sent: [LedgerSettings] = []
        var answers: [(Result<ApplyResult, CallError>) -> Void] = []
        var timers: [() -> Void] = []
        var refusals: [String] = []

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
            later: { _, body in logd.timers.append(body) },
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
        #expect(logd.timers.isEmpty)
        push.connected()
        #expect(logd.sent == [settings(1), settings(1)])
    }

    @Test func aBusyLogdIsAskedAgainLater() {
        push.apply(settings(1))
        logd.fail(.deadline)
        #expect(logd.timers.count == 1)
        push.connected()
        #expect(logd.sent.count == 1)
        logd.timers.removeFirst()()
        #expect(logd.sent.count == 2)
        logd.take()
        #expect(logd.timers.isEmpty)
    }

    @Test func whatIsRefusedIsSaidOnceAndNotTriedAgain() {
        push.apply(settings(1))
        logd.answer(.success(ApplyResult(error: "no such zone")))
        #expect(logd.refusals == ["no such zone"])
        #expect(logd.sent.count == 1)
        push.apply(settings(2))
        #expect(logd.sent.count == 2)
    }
}
