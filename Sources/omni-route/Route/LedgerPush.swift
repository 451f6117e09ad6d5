internal import IPC

/// Gives logd its settings: after each connect, whenever they have changed, and again until it has taken them.
///
/// logd keeps the last ones, so that an answer that was lost does no harm: they are sent again.
final class LedgerPush {
    /// Sends settings, and tells what became of that; it fails at once without a connection, and in the end by a deadline.
    typealias Send = (LedgerSettings, @escaping (Result<ApplyResult, CallError>) -> Void) -> Void

    /// After a failure: long enough for a logd that is busy, short enough for somebody who waits for his change.
    static let pause = Duration.seconds(1)
    /// After a refusal, or without a connection, whose return usually comes first.
    ///
    /// A refusal may have its reason in logd (a disk that is full, a successor of another version), which passes.
    static let longPause = Duration.seconds(30)

    private let send: Send
    /// Does something a while later.
    private let later: (Duration, @escaping () -> Void) -> Void
    /// Says that logd does not take them.
    private let refused: (String) -> Void
    private var settings = LedgerSettings()
    /// What the logd of this connection has.
    private var taken: LedgerSettings?
    private var isUnderWay = false
    /// Until when nothing is sent; nil when nothing waits.
    private var wait: Wait?
    private var waits: UInt64 = 0
    /// Why logd refused `settings`: said once.
    private var refusal: String?

    private struct Wait {
        var number: UInt64
        /// For a logd that does not answer; new settings would fare no better.
        var isForBusy: Bool
    }

    init(
        send: @escaping Send, later: @escaping (Duration, @escaping () -> Void) -> Void,
        refused: @escaping (String) -> Void
    ) {
        self.send = send
        self.later = later
        self.refused = refused
    }

    /// The settings are these now.
    func apply(_ next: LedgerSettings) {
        guard next != settings else { return }
        settings = next
        refusal = nil
        pushAtOnce()
    }

    /// Another connection: nobody knows what the logd there has.
    func connected() {
        taken = nil
        refusal = nil
        pushAtOnce()
    }

    private func pushAtOnce() {
        if wait?.isForBusy == false { wait = nil }
        push()
    }

    private func push() {
        guard !isUnderWay, wait == nil, taken != settings else { return }
        isUnderWay = true
        let sent = settings
        send(sent) { [weak self] result in self?.answered(sent, result) }
    }

    private func answered(_ sent: LedgerSettings, _ result: Result<ApplyResult, CallError>) {
        isUnderWay = false
        switch result {
        case .success(let answer) where answer.ok:
            taken = sent
            push()
        case .success(let answer):
            // Meanwhile there may be others, which it knows nothing of.
            guard sent == settings else { return push() }
            if refusal != answer.error {
                refusal = answer.error
                refused(answer.error)
            }
            pushLater(Self.longPause)
        case .failure(let error) where error.code == .peerGone: pushLater(Self.longPause)
        case .failure: pushLater(Self.pause, isForBusy: true)
        }
    }

    private func pushLater(_ delay: Duration, isForBusy: Bool = false) {
        waits += 1
        let number = waits
        wait = Wait(number: number, isForBusy: isForBusy)
        later(delay) { [weak self] in
            // Another wait has taken the place of this one, or nobody waits any more.
            guard self?.wait?.number == number else { return }
            self?.wait = nil
            self?.push()
        }
    }
}
