internal import EventLoop
internal import IPC

/// One exchange with an upstream: the stream of a peer on one side, a curl handle on the other.
///
/// Used again and again.
final class Transfer {
    /// How far it is.
    enum State {
        /// Waits in the pool.
        case idle
        /// Takes in the request body before anything goes out.
        case collecting
        /// curl is at work.
        case running
        /// curl is done; the last bytes wait for the reader's credit.
        case flushing
        /// The peer is gone and curl is to be stopped as soon as it can be.
        case doomed
    }

    let easy: CurlEasy
    /// Which certificates it trusts, see `TransferTable.trust`.
    let trust: Int
    /// Its place among the active ones.
    var slot = -1
    /// Counts its uses, so that what was put off can tell whether it still is the same transfer.
    private(set) var serial: UInt64 = 0
    private(set) var state = State.idle

    let table: TransferTable
    private let reactor: Reactor
    private let headers = HeaderBlock()
    private let body = BodyQueue()
    private var timer: Timer?

    private var stream: Stream?
    private var request: OutgoingRequest?
    private var response = ResponseParser()
    private var mask = SecretMask(nil)
    private var clock: DeadlineClock
    private var failure: TransferFailure?
    private var bodyEnded = false
    /// The credential can be sent: an account has its token.
    private var isAuthorized = false
    /// The body is at hand for another try.
    private var isRepeatable = false
    /// Breaks off to come back with another token; once.
    private var isRenewing = false
    private var hasRenewed = false
    private var isAnswered = false
    private var fillPaused = false
    private var takingPaused = false
    /// Bytes that the stream has taken already at the front of what the mask makes of curl's next offer.
    private var alreadyTaken = 0
    private var sentBytes: UInt64 = 0
    private var startedAt: UInt64 = 0
    private var connectedAfter: UInt64 = 0
    /// What the answer's head told of the connection.
    private var heard = ConnectionFacts()

    init?(_ table: TransferTable, _ reactor: Reactor, authorities: Authorities?, trust: Int) {
        let guarded = table.addressGuard
        guard let easy = CurlEasy(authorities: authorities, addressGuard: guarded) else {
            return nil
        }
        self.easy = easy
        self.trust = trust
        self.table = table
        self.reactor = reactor
        clock = DeadlineClock(nil, now: reactor.now)
        easy.attach(self)
    }

    // MARK: Beginning

    /// Takes on a request; it starts once its body is here, or enough of it.
    func begin(_ request: OutgoingRequest, _ stream: Stream) {
        self.request = request
        self.stream = stream
        state = .collecting
        startedAt = reactor.now
        clock = DeadlineClock(request.message.deadlines, now: reactor.now)
        stream.handler = self
        arm()
        authorize()
    }

    /// Gets what the credential has to be exchanged for; the body is taken in meanwhile.
    private func authorize() {
        guard let account = request?.accountWithoutToken else {
            isAuthorized = true
            return startWhenReady()
        }
        let serial = serial
        let asker = TokenAsker(
            requestID: request?.message.requestID ?? "",
            connectionID: request?.message.connectionID ?? "")
        table.tokens.token(for: account, through: request?.credential.proxy, asker) {
            [weak self] result in
            guard let self, self.serial == serial, self.state == .collecting else { return }
            switch result {
            case .success(let token):
                self.request?.token = token
                self.isAuthorized = true
                self.startWhenReady()
            case .failure(let failure): self.fail(failure)
            }
        }
    }

    private func startWhenReady() {
        guard isAuthorized else { return }
        if bodyEnded { return start(collectedBody) }
        guard body.count >= Limits.collectedBodyBytes else { return }
        start(.streamed(length: request?.message.contentLength))
    }

    private func start(_ body: CurlBody) {
        guard let request else { return }
        let message = request.message
        do throws(TransferFailure) {
            let hasBody = if case .none = body { false } else { true }
            try request.write(
                to: headers, hasBody: hasBody, now: wallMicroseconds() / 1_000_000)
        } catch {
            return fail(error)
        }
        mask = request.mask
        isRepeatable = if case .streamed = body { false } else { true }
        easy.prepare(
            method: message.method, url: message.url, isSecure: request.credential.origin.isSecure,
            headers: headers, body: body, proxy: request.credential.proxy)
        if case .whole(let bytes) = body { sentBytes = UInt64(bytes.count) }
        state = .running
        clock.started(now: reactor.now)
        arm()
        guard table.curl.add(easy) else {
            state = .collecting
            return fail(TransferFailure(.internal, "no memory"))
        }
    }

    /// How a request whose body is complete goes out.
    private var collectedBody: CurlBody {
        let takesNone = ["GET", "HEAD", "DELETE", "OPTIONS"].contains(request?.message.method)
        return body.count == 0 && takesNone ? .none : .whole(body.waiting)
    }

    // MARK: Deadlines

    private func arm() {
        let delay = Duration.nanoseconds(Int64(clock.nextDue - min(clock.nextDue, reactor.now)))
        if let timer { return reactor.rearm(timer, delay) }
        timer = reactor.after(delay) { [weak self] in self?.timeIsUp() }
    }

    private func timeIsUp() {
        // The timer is not cancelled at the end of a transfer: moving it for the next one costs less.
        guard state != .idle, state != .doomed, let request else { return }
        guard let expiry = clock.expired(now: reactor.now) else { return arm() }
        if expiry == .connect, let proxy = request.credential.proxy {
            return fail(
                ProxyFailure.late(
                    proxy, request.credential.origin, milliseconds: clock.milliseconds(expiry)))
        }
        let step = expiry == .connect ? easy.connectStep : ""
        fail(
            TransferFailure(
                expiry, milliseconds: clock.milliseconds(expiry), origin: request.credential.origin,
                step: step))
    }

    private func pauseClock() { clock.pause() }

    private func resumeClock() {
        guard !fillPaused, !takingPaused else { return }
        clock.resume(now: reactor.now)
        arm()
    }

    // MARK: Ending

    func done(result: UInt32) {
        table.curl.remove(easy)
        let outcome = CurlEasy.outcome(result)
        guard state == .running, let stream, let request else { return finish(.cancelled) }
        state = .collecting
        if isRenewing { return comeBack() }
        if isAnswered, outcome == .complete || outcome == .broken && hasWholeBody(stream) {
            return complete(stream)
        }
        fail(failure ?? reported(outcome, number: result, request.credential))
    }

    private func reported(
        _ outcome: CurlOutcome, number: UInt32, _ credential: StoredCredential
    ) -> TransferFailure {
        let (text, isDenied) = (easy.failureText(mask), outcome == .connect && easy.wasDenied)
        if connectedAfter == 0, let proxy = credential.proxy {
            let failure = ProxyFailure(
                proxy: proxy, outcome: outcome, number: number, status: easy.tunnelStatus,
                text: text, origin: credential.origin, isDenied: isDenied
            ).failure
            if let failure { return failure }
        }
        return TransferFailure(
            outcome, number: number, text: text, origin: credential.origin, isDenied: isDenied)
    }

    /// Goes out again, with a new token.
    private func comeBack() {
        isRenewing = false
        hasRenewed = true
        isAuthorized = false
        connectedAfter = 0
        request?.token = nil
        response.reset()
        authorize()
    }

    /// Whether all the bytes that the head declares are here.
    ///
    /// A server may answer before it has read the request, and then cut what is still being sent (RFC 9113 section 8.1);
    /// curl calls that a broken transfer, but the answer is good.
    private func hasWholeBody(_ stream: Stream) -> Bool {
        // While curl still holds bytes back for us, the sum could come out right by chance.
        failure == nil && !takingPaused
            && response.contentLength == stream.bytesSent + UInt64(mask.held)
    }

    private func complete(_ stream: Stream) {
        state = .flushing
        // curl no longer fills anything.
        fillPaused = false
        guard flush(stream) else { return }
        if !bodyEnded {
            // An answer may come before the request is complete; the peer must still be able to end it.
            stream.handler = table.discarder
            stream.consumed(body.count)
        }
        stream.end(
            EgressEnd(
                receivedBytes: stream.bytesSent, sentBytes: sentBytes,
                totalUs: (monotonicNanoseconds() - startedAt) / 1000))
        finish(.completed)
    }

    /// Sends what the mask still holds; false when credit for it has to come first, or the peer is gone.
    private func flush(_ stream: Stream) -> Bool {
        let taken = mask.withHeld { held in
            let rest = UnsafeRawBufferPointer(rebasing: held[alreadyTaken...])
            return rest.isEmpty ? 0 : stream.send(rest.bytes)
        }
        guard state == .flushing else { return false }
        alreadyTaken += taken
        guard alreadyTaken < mask.held else { return true }
        pauseClock()
        return false
    }

    /// Ends it from our side: the peer gets a reset, curl closes the connection.
    func fail(_ failure: TransferFailure) {
        if state == .running || state == .doomed { table.curl.remove(easy) }
        stream?.reset(
            Reset(
                code: failure.code, message: failure.message,
                proxy: request?.credential.proxy?.address ?? "", connectUs: connectedAfter / 1000))
        finish(.failed(failure))
    }

    /// Stops curl for a peer that is gone.
    func abandon() {
        if state == .running || state == .doomed { table.curl.remove(easy) }
        finish(.cancelled)
    }

    private func finish(_ end: TransferTable.End) {
        let report = TransferTable.Report(
            end: end, requestID: request?.message.requestID ?? "",
            connectionID: request?.message.connectionID ?? "", status: response.status,
            sentBytes: sentBytes, receivedBytes: stream?.bytesSent ?? 0,
            nanoseconds: reactor.now - startedAt)
        if let request, request.isRecorded { table.record?(call(request, report)) }
        reset()
        table.ended(self, report)
    }

    /// The record of a call that is nobody's attempt.
    private func call(_ request: OutgoingRequest, _ report: TransferTable.Report) -> CallRecord {
        var call = CallRecord(
            requestID: report.requestID, purpose: request.purpose,
            connectionID: report.connectionID, method: request.message.method,
            host: request.credential.origin.authority,
            proxy: request.credential.proxy?.address ?? "", status: report.status,
            connectUs: heard.isReused ? 0 : connectedAfter / 1000,
            bytesIn: report.receivedBytes, bytesOut: report.sentBytes)
        switch report.end {
        case .completed: break
        case .cancelled: call.failure = .cancelled
        case .failed(let failure): call.failure = failure.code
        }
        // The loop's time may be older than what curl told within this turn of it.
        call.complete(heard, nanoseconds: monotonicNanoseconds() - startedAt)
        return call
    }

    private func reset() {
        state = .idle
        serial &+= 1
        stream = nil
        request = nil
        failure = nil
        headers.clear()
        body.clear()
        response.reset()
        mask = SecretMask(nil)
        bodyEnded = false
        isAuthorized = false
        isRepeatable = false
        isRenewing = false
        hasRenewed = false
        isAnswered = false
        fillPaused = false
        takingPaused = false
        alreadyTaken = 0
        sentBytes = 0
        connectedAfter = 0
        heard = ConnectionFacts()
    }
}

// MARK: - The peer's side

extension Transfer: StreamHandler {
    /// Acceptors are not answered.
    func streamAnswered(_ stream: Stream, head: RawSpan) {}

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        if let length = request?.message.contentLength, stream.bytesReceived > length {
            return fail(TransferFailure(.protocol, "the body is longer than its declared length"))
        }
        body.append(bytes)
        if state == .collecting { startWhenReady() } else { goOnFilling() }
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        bodyEnded = true
        if let length = request?.message.contentLength, stream.bytesReceived < length {
            return fail(TransferFailure(.protocol, "the body is shorter than its declared length"))
        }
        if state == .collecting { startWhenReady() } else { goOnFilling() }
    }

    private func goOnFilling() {
        guard fillPaused else { return }
        fillPaused = false
        resumeClock()
        table.curl.resume(easy)
    }

    func streamWritable(_ stream: Stream) {
        if state == .flushing { return complete(stream) }
        guard takingPaused else { return }
        takingPaused = false
        resumeClock()
        table.curl.resume(easy)
    }

    func streamReset(_ stream: Stream, _ reset: Reset) {
        guard state == .running, table.curl.isInsideCurl else { return abandon() }
        // A write of ours, made from a callback of curl, found the connection to the peer broken.
        state = .doomed
        table.abandonLater(self)
    }
}

// MARK: - curl's side, called from within curl

extension Transfer: CurlClient {
    func connected() {
        connectedAfter = monotonicNanoseconds() - startedAt
        clock.connected(now: reactor.now)
        arm()
    }

    func headLine(_ line: UnsafeRawBufferPointer) -> Bool {
        guard state == .running else { return false }
        switch response.line(line) {
        case .more: return true
        case .complete: return headComplete()
        case .tooLong:
            failure = TransferFailure(
                .upstreamBroken, "the response head has more than \(Limits.responseHeadBytes) bytes"
            )
            return false
        case .malformed:
            failure = TransferFailure(.upstreamBroken, "the response is not HTTP")
            return false
        }
    }

    /// Whether the transfer goes on.
    private func headComplete() -> Bool {
        if let request, let rules = request.rules {
            if FetchRules.isRedirect(response) {
                response.reset()
                return true
            }
            failure = rules.refusal(response, authority: request.credential.origin.authority)
            if failure != nil { return false }
        }
        // No provider asks for that; a proxy answers so in its place where there is no tunnel.
        if response.status == 407, let credential = request?.credential,
            let proxy = credential.proxy
        {
            failure = ProxyFailure.unauthorized(proxy, credential.origin)
            return false
        }
        if response.status == 401, rejectsToken() { return false }
        answer()
        return state == .running
    }

    /// Whether an access token was refused, and the request can come back with a new one.
    private func rejectsToken() -> Bool {
        guard let request, let token = request.token,
            case .account(let account) = request.use
        else { return false }
        table.tokens.reject(token, of: account)
        isRenewing = isRepeatable && !hasRenewed
        return isRenewing
    }

    private func answer() {
        guard let stream else { return }
        isAnswered = true
        clock.headReceived(now: reactor.now)
        arm()
        heard = ConnectionFacts(
            easy, httpVersion: response.version,
            firstByteUs: (monotonicNanoseconds() - startedAt) / 1000)
        table.countConnection(isReused: heard.isReused)
        response.hide(mask)
        stream.answer(
            EgressResponse(
                status: response.status, headers: response.headers, httpVersion: response.version,
                reusedConnection: heard.isReused,
                connectUs: heard.isReused ? 0 : connectedAfter / 1000,
                firstByteUs: heard.firstByteUs, tlsVersion: heard.tlsVersion,
                proxy: request?.credential.proxy?.address ?? ""))
    }

    func bodyBytes(_ bytes: UnsafeRawBufferPointer) -> CurlTaking {
        guard state == .running, isAnswered, let stream, isWithinBounds(bytes.count) else {
            return .stop
        }
        var next = mask
        var (toSkip, taken, isFull) = (alreadyTaken, 0, false)
        next.feed(bytes) { piece in
            let skipped = min(toSkip, piece.count)
            toSkip -= skipped
            let fresh = UnsafeRawBufferPointer(rebasing: piece[skipped...])
            guard !fresh.isEmpty else { return true }
            let count = stream.send(fresh.bytes)
            taken += count
            isFull = count < fresh.count
            return !isFull && state == .running
        }
        guard state == .running else { return .stop }
        guard isFull else {
            mask = next
            alreadyTaken = toSkip
            clock.progressed(now: reactor.now)
            return .taken
        }
        // All or nothing is curl's rule, so the mask goes back too; the stream now knows that more is to come and says when.
        alreadyTaken += taken
        takingPaused = true
        pauseClock()
        return .pause
    }

    /// Whether so many more bytes may come; curl offers those anew that the stream has taken already.
    private func isWithinBounds(_ count: Int) -> Bool {
        guard let request, let rules = request.rules, let stream,
            stream.bytesSent + UInt64(count) - UInt64(alreadyTaken) > rules.maximumBytes
        else { return true }
        failure = rules.tooLong(request.credential.origin.authority)
        return false
    }

    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> CurlFill {
        guard state == .running, let stream else { return .stop }
        let count = body.take(into: buffer)
        if count > 0 {
            sentBytes += UInt64(count)
            clock.progressed(now: reactor.now)
            stream.consumed(count)
            return state == .running ? .bytes(count) : .stop
        }
        if bodyEnded { return .end }
        fillPaused = true
        pauseClock()
        return .pause
    }
}
