internal import IPC
internal import JSON

/// A check of the whole ledger, which may take many minutes.
///
/// The answer begins at once and shows now and then that it goes on, by white space, so that nobody on the way gives it up.
final class LedgerCheck: AnswerSource {
    private let daemons: any LedgerDaemons
    private let schedule: EventFeed.Schedule
    private let leave: () -> Void
    private weak var sink: (any AnswerSink)?
    private var unsent: [UInt8] = []
    private var isDone = false
    private var isOver = false
    private var callOff: (() -> Void)?

    private init(
        _ daemons: any LedgerDaemons, _ schedule: @escaping EventFeed.Schedule,
        _ leave: @escaping () -> Void
    ) {
        self.daemons = daemons
        self.schedule = schedule
        self.leave = leave
    }

    /// Begins one.
    ///
    /// - Parameters:
    ///   - daemons: Answers for logd.
    ///   - schedule: Has the timers.
    ///   - responder: Takes the answer.
    ///   - leave: Called once, when logd has ended; who leaves does not stop it.
    static func begin(
        _ daemons: any LedgerDaemons, _ schedule: @escaping EventFeed.Schedule,
        to responder: Responder, leave: @escaping () -> Void
    ) {
        let check = LedgerCheck(daemons, schedule, leave)
        responder.answer(.flowing(check, type: "application/json"))
        check.ask()
    }

    private func ask() {
        daemons.order(LedgerCommand(action: .check), within: LedgerLimits.check) { [self] result in
            leave()
            isDone = true
            var writer = JSONWriter()
            Self.write(result, &writer)
            unsent += writer.take()
            proceed()
        }
    }

    private static func write(
        _ result: Result<ApplyResult, APIError>, _ writer: inout JSONWriter
    ) {
        writer.object { object in
            var problems: [Substring] = []
            var failure: APIError?
            switch result {
            case .success(let found): problems = found.error.split(separator: "\n")
            case .failure(let error): failure = error
            }
            object.member("ok", failure == nil && problems.isEmpty)
            object.name("problems")
            object.array { list in for problem in problems { list.string(String(problem)) } }
            object.name("failure")
            // What was not looked at is no problem of the ledger.
            if let failure { object.string(failure.message) } else { object.null() }
        }
    }

    func begin(_ sink: any AnswerSink) {
        self.sink = sink
        showLife()
        proceed()
    }

    private func showLife() {
        callOff = schedule(LedgerLimits.checkSign) { [weak self] in
            guard let self, !isOver, !isDone else { return }
            if unsent.isEmpty { unsent = [UInt8(ascii: " ")] }
            proceed()
            showLife()
        }
    }

    func proceed() {
        guard let sink, !isOver else { return }
        let bytes = unsent
        unsent.removeFirst(sink.take(bytes.span.bytes))
        guard isDone, unsent.isEmpty else { return }
        sink.end()
        cancel()
    }

    func cancel() {
        isOver = true
        callOff?()
        callOff = nil
    }
}
