package import IPC

/// One request on its way to the daemon that answers it and back; belongs to the connection that received it.
package final class Exchange: StreamHandler {
    private let link: any ExchangeLink
    private let counters: Counters
    private weak var connection: HTTPConnection?
    private var state: ExchangeState
    private var errand: Errand
    private var body: ResendBuffer
    private var isBodyComplete = false
    private var stream: IPC.Stream?
    private var carrier: LinkHandler?
    private var unacknowledged = 0
    private var isHandedOver = false

    init(
        _ errand: Errand, link: any ExchangeLink, shared: DoorShared, connection: HTTPConnection
    ) {
        self.errand = errand
        self.state = errand.state
        self.link = link
        self.counters = shared.counters
        self.connection = connection
        self.body = ResendBuffer(budget: shared.budget)
        if !errand.mayRepeat { body.stopRetaining() }
        if let length = errand.contentLength { body.expect(length) }
    }

    deinit { body.stopRetaining() }

    /// Body bytes that wait for credit.
    var unsentCount: Int { body.unsentCount }
    /// How often the request was sent again.
    var resends: UInt32 { state.resends }
    /// Whether nothing follows.
    var isOver: Bool { state.isOver }

    // MARK: From the client

    /// Sends the head, or waits for the daemon.
    func begin() {
        perform(state.begin(isLinked: link.isReady))
    }

    /// Takes body bytes.
    func append(_ bytes: RawSpan) {
        guard !state.isOver else { return }
        body.append(bytes)
        pump()
    }

    /// The body is whole.
    func finishBody() {
        isBodyComplete = true
        pump()
    }

    /// The client left.
    func clientGone() {
        perform(state.clientGone())
    }

    /// The client sent what cannot be served.
    func clientFailed(_ error: DoorError) {
        perform(state.clientFailed(error))
    }

    /// The time for the whole request is over.
    func timedOut() {
        perform(state.timedOut())
    }

    /// The door's process is about to end.
    func doorStops() {
        perform(state.doorStops())
    }

    /// The client has taken what it was sent: the daemon may send more.
    func giveCredit() {
        guard unacknowledged > 0 else { return }
        let count = unacknowledged
        unacknowledged = 0
        stream?.consumed(count)
    }

    /// Asks translate how a request ended that was given up, or that it gave up itself; `told` is called once, with nil
    /// where nobody knows.
    func askForEnd(at now: UInt64, _ told: @escaping (ResponseEnd?) -> Void) {
        guard let ask = errand.endAsk, let carrier else { return told(nil) }
        // On the same connection, so that the question comes behind the reset.
        carrier.connection.call(
            .requestEnd, ask, deadline: now + DoorLimits.endWait
        ) { (result: Result<ResponseEnd, CallError>) in
            switch result {
            case .success(let end): told(end)
            case .failure: told(nil)
            }
        }
    }

    // MARK: From the link

    func linked() {
        perform(state.linked())
    }

    /// The daemon is not there and will not be.
    func linkFailed() {
        perform(state.waitExpired())
    }

    func linkWaitExpired() {
        perform(state.waitExpired())
    }

    /// Reads the head of the answer.
    package func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {
        do throws(WireError) {
            let answer = try errand.answer(head)
            guard 200..<600 ~= answer.status else { return failed(stream) }
            state.answerBegan()
            body.stopRetaining()
            connection?.answerBegan(answer)
        } catch {
            failed(stream)
        }
    }

    /// Passes body bytes on.
    package func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        unacknowledged += bytes.byteCount
        connection?.answerContinued(bytes)
    }

    /// Ends the answer as the daemon says.
    package func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        do throws(WireError) {
            let end = try errand.end(trailer)
            state.answerEnded()
            // What the client still sends of its body interests nobody.
            stream.end()
            self.stream = nil
            connection?.answerEnded(end)
        } catch {
            failed(stream)
        }
    }

    /// Sends the request again where that is possible.
    package func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        guard stream === self.stream else { return }
        self.stream = nil
        if reset.code == .draining, let carrier { link.avoid(carrier) }
        lost(reset.code)
    }

    /// Sends more of the body.
    package func streamWritable(_ stream: IPC.Stream) {
        pump()
        connection?.resumeReading()
    }

    private func failed(_ stream: IPC.Stream) {
        stream.reset(.protocol, "unreadable answer")
        self.stream = nil
        lost(.protocol)
    }

    private func lost(_ code: ResetCode) {
        // Back to the start at once: while it waits, what is kept may be dropped from its sent end.
        let canResend = !state.isAnswered && body.rewind()
        perform(state.reset(code, canResend: canResend, isLinked: link.isReady))
    }

    // MARK: Doing

    private func perform(_ action: ExchangeState.Action) {
        switch action {
        case .none: break
        case .wait:
            // Before the link, which may know at once that nobody is there.
            connection?.waitsForLink(true)
            link.wait(self)
        case .open(let resend): open(resend)
        case .refuse(let error):
            withdraw()
            connection?.exchangeRefused(error)
        case .breakOff(let error):
            withdraw()
            connection?.answerBroke(error)
        case .cancel: withdraw()
        }
    }

    private func open(_ resend: UInt32) {
        connection?.waitsForLink(false)
        if resend > 0 {
            counters.add(.resends)
            errand.count(resend: resend)
        }
        guard let (stream, carrier) = link.open(errand, for: self) else {
            return perform(state.openFailed())
        }
        self.stream = stream
        self.carrier = carrier
        unacknowledged = 0
        isHandedOver = false
        connection?.exchangeOpened()
        pump()
    }

    private func withdraw() {
        let open = stream
        stream = nil
        open?.reset(.cancelled)
        body.stopRetaining()
    }

    private func pump() {
        guard let stream else { return }
        body.send { stream.send($0) }
        guard isBodyComplete, body.unsentCount == 0, !isHandedOver else { return }
        isHandedOver = true
        connection?.bodyHandedOver()
        stream.end()
    }
}
