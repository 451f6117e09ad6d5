internal import EventLoop
internal import IPC

/// One question to logd on its stream.
final class LedgerExchange: LedgerReading, StreamHandler {
    private let client: Client
    private let reactor: Reactor
    private let isLasting: Bool
    private var listener: (any LedgerListener)?
    private var stream: IPC.Stream?
    private var timer: Timer?
    private var hasBegun = false
    /// Bytes that the listener has and has no room for.
    private var unconsumed = 0

    init(_ client: Client, _ reactor: Reactor, isLasting: Bool, _ listener: any LedgerListener) {
        self.client = client
        self.reactor = reactor
        self.isLasting = isLasting
        self.listener = listener
    }

    /// Asks, once logd is there; the head of the answer may take `patience`.
    func begin(_ query: LedgerQuery, within patience: Duration) {
        timer = reactor.after(patience) { [weak self] in self?.expire() }
        client.whenConnected(within: min(LiveLimits.daemon, patience)) { [self] isConnected in
            guard listener != nil else { return }
            stream =
                isConnected ? client.open(.ledgerQuery, head: query, handler: self) : nil
            guard let stream else { return fail(APIError(absent: client.name)) }
            stream.end()
        }
    }

    func consumed(_ count: Int) {
        unconsumed -= count
        stream?.consumed(count)
        renew()
    }

    func cancel() {
        listener = nil
        stream?.reset(.cancelled)
        close()
    }

    private func renew() {
        if let timer { reactor.rearm(timer, LedgerLimits.silence) }
    }

    /// What the client does not take is not logd's silence.
    private func expire() {
        if hasBegun, unconsumed > 0 {
            return timer = reactor.after(LedgerLimits.silence) { [weak self] in self?.expire() }
        }
        stream?.reset(.deadline)
        fail(APIError(CallError(code: .deadline, message: "no answer in time"), of: client.name))
    }

    private func fail(_ error: APIError) {
        let told = listener
        listener = nil
        close()
        told?.ledgerFailed(error)
    }

    private func close() {
        if let timer { reactor.cancel(timer) }
        timer = nil
        stream = nil
    }

    // MARK: logd's side

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {
        do throws(WireError) {
            let answer = try LedgerAnswer(wire: head)
            hasBegun = true
            if isLasting, let timer {
                reactor.cancel(timer)
                self.timer = nil
            }
            renew()
            listener?.ledgerBegan(answer)
        } catch {
            stream.reset(.protocol, "\(error)")
            fail(APIError(CallError(code: .protocol, message: "\(error)"), of: client.name))
        }
    }

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        unconsumed += bytes.byteCount
        renew()
        listener?.ledgerReceived(bytes)
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        let told = listener
        listener = nil
        close()
        told?.ledgerEnded()
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        fail(APIError(CallError(code: reset.code, message: reset.message), of: client.name))
    }

    func streamWritable(_ stream: IPC.Stream) {}
}
