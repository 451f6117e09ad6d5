internal import IPC

/// Gives logd its settings: after each connect, and whenever they have changed.
///
/// logd keeps the last ones, so that an answer that was lost does no harm: they are sent again.
final class LedgerPush {
    /// Sends settings, and tells what became of that; it fails at once without a connection.
    typealias Send = (LedgerSettings, @escaping (Result<ApplyResult, CallError>) -> Void) -> Void

    /// After a failure: long enough for a logd that is busy, short enough for somebody who waits for his change.
    static let pause = Duration.seconds(1)

    private let send: Send
    /// Does something a while later.
    private let later: (Duration, @escaping () -> Void) -> Void
    /// Says that logd does not take them.
    private let refused: (String) -> Void
    private var settings = LedgerSettings()
    /// What the logd of this connection has.
    private var taken: LedgerSettings?
    private var isUnderWay = false
    private var waits = false
    /// Why logd refused `settings`: said once, and not tried again.
    private var hasRefused = false

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
        hasRefused = false
        push()
    }

    /// Another connection: nobody knows what the logd there has.
    func connected() {
        taken = nil
        hasRefused = false
        push()
    }

    private func push() {
        // What was refused is not tried again before something has changed.
        guard !isUnderWay, !waits, !hasRefused, taken != settings else { return }
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
            if sent == settings {
                hasRefused = true
                refused(answer.error)
            }
            push()
        // The next connection pushes.
        case .failure(let error) where error.code == .peerGone: break
        case .failure:
            waits = true
            later(Self.pause) { [weak self] in
                self?.waits = false
                self?.push()
            }
        }
    }
}
