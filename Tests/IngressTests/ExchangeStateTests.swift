import IPC
import Ingress
import Testing

struct ExchangeStateTests {
    @Test func sendsAtOnceOrWaits() {
        var linked = ExchangeState()
        #expect(linked.begin(isLinked: true) == .open(resend: 0))
        var waiting = ExchangeState()
        #expect(waiting.begin(isLinked: false) == .wait)
        #expect(waiting.isWaiting)
        #expect(waiting.linked() == .open(resend: 0))
        #expect(waiting.linked() == .none)
    }

    @Test func givesUpWaiting() {
        var state = ExchangeState()
        #expect(state.begin(isLinked: false) == .wait)
        #expect(state.waitExpired() == .refuse(.unavailable))
        #expect(state.isOver)
        #expect(state.linked() == .none)
    }

    @Test func sendsAgainThreeTimesAtMost() {
        var state = ExchangeState()
        #expect(state.begin(isLinked: true) == .open(resend: 0))
        for resend in 1...DoorLimits.resends {
            #expect(state.reset(.peerGone, canResend: true, isLinked: false) == .wait)
            #expect(state.linked() == .open(resend: resend))
        }
        #expect(state.resends == DoorLimits.resends)
        #expect(
            state.reset(.peerGone, canResend: true, isLinked: false) == .refuse(.unavailable))
    }

    @Test func sendsAgainAsOftenAsItMayBe() {
        var never = ExchangeState(resends: 0, unavailable: .adminUnavailable)
        #expect(never.begin(isLinked: true) == .open(resend: 0))
        #expect(
            never.reset(.peerGone, canResend: true, isLinked: true) == .refuse(.adminUnavailable))
        var once = ExchangeState(resends: 1, unavailable: .adminUnavailable)
        #expect(once.begin(isLinked: false) == .wait)
        #expect(once.linked() == .open(resend: 0))
        #expect(once.reset(.peerGone, canResend: true, isLinked: false) == .wait)
        #expect(once.waitExpired() == .refuse(.adminUnavailable))
    }

    @Test func movesOnAtOnceWhenThereIsAnotherConnection() {
        var state = ExchangeState()
        #expect(state.begin(isLinked: true) == .open(resend: 0))
        #expect(state.reset(.draining, canResend: true, isLinked: true) == .open(resend: 1))
    }

    @Test func sendsNothingAgainThatIsNotWhole() {
        var state = ExchangeState()
        #expect(state.begin(isLinked: true) == .open(resend: 0))
        #expect(
            state.reset(.peerGone, canResend: false, isLinked: true) == .refuse(.unavailable))
    }

    @Test func sendsNothingAgainThatWasAnswered() {
        var state = ExchangeState()
        #expect(state.begin(isLinked: true) == .open(resend: 0))
        state.answerBegan()
        #expect(
            state.reset(.peerGone, canResend: true, isLinked: true) == .breakOff(.unavailable))
        #expect(state.reset(.peerGone, canResend: true, isLinked: true) == .none)
    }

    @Test(
        arguments: [
            (.overloaded, .overloaded), (.deadline, .timeout), (.internal, .broken),
            (.protocol, .broken), (.refused, .broken),
        ] as [(ResetCode, DoorError)])
    func refusesWhatTranslateRefuses(_ code: ResetCode, _ error: DoorError) {
        var state = ExchangeState()
        #expect(state.begin(isLinked: true) == .open(resend: 0))
        #expect(state.reset(code, canResend: true, isLinked: true) == .refuse(error))
    }

    @Test func cancelsWhenTheClientLeaves() {
        var asked = ExchangeState()
        #expect(asked.begin(isLinked: true) == .open(resend: 0))
        #expect(asked.clientGone() == .cancel)
        #expect(asked.clientGone() == .none)
        var waiting = ExchangeState()
        #expect(waiting.begin(isLinked: false) == .wait)
        #expect(waiting.clientGone() == .none)
        #expect(waiting.linked() == .none)
        var answered = ExchangeState()
        #expect(answered.begin(isLinked: true) == .open(resend: 0))
        answered.answerBegan()
        #expect(answered.clientGone() == .cancel)
    }

    @Test func timesOutBeforeAndAfterTheHead() {
        var before = ExchangeState()
        #expect(before.begin(isLinked: true) == .open(resend: 0))
        #expect(before.timedOut() == .refuse(.timeout))
        var after = ExchangeState()
        #expect(after.begin(isLinked: true) == .open(resend: 0))
        after.answerBegan()
        #expect(after.timedOut() == .breakOff(.timeout))
        after.answerEnded()
        #expect(after.timedOut() == .none)
    }

    @Test func endsWithItsDoor() {
        var waiting = ExchangeState()
        #expect(waiting.begin(isLinked: false) == .wait)
        #expect(waiting.doorStops() == .refuse(.unavailable))
        #expect(waiting.doorStops() == .none)
        var answered = ExchangeState()
        #expect(answered.begin(isLinked: true) == .open(resend: 0))
        answered.answerBegan()
        #expect(answered.doorStops() == .breakOff(.unavailable))
        #expect(answered.doorStops() == .none)
        var managed = ExchangeState(resends: 1, unavailable: .adminUnavailable)
        #expect(managed.begin(isLinked: true) == .open(resend: 0))
        #expect(managed.doorStops() == .refuse(.adminUnavailable))
    }
}
