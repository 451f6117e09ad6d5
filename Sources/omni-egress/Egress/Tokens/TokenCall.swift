internal import Crypto
internal import EventLoop
internal import IPC

/// One request for an access token, made by this process itself.
final class TokenCall: CurlClient {
    /// What came of it.
    typealias Finish = (TokenAnswer) -> Void

    private let curl: CurlLoop
    private let reactor: Reactor
    private let easy: CurlEasy
    private let account: ServiceAccount
    private let proxy: ProxyRoute?
    private let headers = HeaderBlock()
    private let form = BodyQueue(wipes: true)
    private let answer = BodyQueue(wipes: true)
    private var response = ResponseParser()
    private var failure: TransferFailure?
    private var startedAt: UInt64 = 0
    /// Nanoseconds until it was connected; 0 before.
    private var connectedAfter: UInt64 = 0
    private var heard = ConnectionFacts()
    private var receivedBytes: UInt64 = 0
    private var sentBytes: UInt64 = 0
    private var timer: Timer?
    private var finish: Finish?

    /// Nil when there is no memory.
    init?(
        _ account: ServiceAccount, _ curl: CurlLoop, _ reactor: Reactor, authorities: Authorities?,
        proxy: ProxyRoute?
    ) {
        guard let easy = CurlEasy(authorities: authorities) else { return nil }
        self.account = account
        self.proxy = proxy
        self.curl = curl
        self.reactor = reactor
        self.easy = easy
        easy.attach(self)
    }

    /// Begins; `finish` is called once, later, unless it is cancelled.
    ///
    /// - Parameters:
    ///   - now: Seconds since 1970.
    ///   - finish: Gets the answer.
    func start(now: Int64, finish: @escaping Finish) {
        self.finish = finish
        startedAt = monotonicNanoseconds()
        var body = TokenAssertion.form(account, now: now)
        form.append(body.span.bytes)
        sentBytes = UInt64(body.count)
        Crypto.wipe(&body)
        headers.append(name: "content-type", value: "application/x-www-form-urlencoded")
        headers.append(name: "accept", value: "application/json")
        easy.prepare(
            method: "POST", url: account.tokenURL, isSecure: account.tokenOrigin.isSecure,
            headers: headers, body: .whole(form.waiting), proxy: proxy)
        let isAdded = curl.add(easy)
        // Not at once where it failed, so that the answer never comes before this returns.
        timer = reactor.after(isAdded ? Limits.tokenPatience : .zero) { [weak self] in
            self?.timeIsUp(isAdded: isAdded)
        }
    }

    /// The record of how it went.
    func record(_ asker: TokenAsker, _ answer: TokenAnswer) -> CallRecord {
        var call = CallRecord(
            requestID: asker.requestID, purpose: .purposeToken, connectionID: asker.connectionID,
            method: "POST", host: account.tokenOrigin.authority, proxy: proxy?.address ?? "",
            status: response.status, connectUs: heard.isReused ? 0 : connectedAfter / 1000,
            bytesIn: receivedBytes, bytesOut: sentBytes)
        // An answer that is no token was an answer all the same.
        if case .failure(let failure) = answer, response.status == 0 || self.failure != nil {
            call.failure = failure.code
        }
        call.complete(heard, nanoseconds: monotonicNanoseconds() - startedAt)
        return call
    }

    /// Ends without a word.
    func cancel() {
        guard finish != nil else { return }
        curl.remove(easy)
        close()
    }

    private func timeIsUp(isAdded: Bool) {
        guard finish != nil else { return }
        guard isAdded else { return end(.failure(TransferFailure(.internal, "no memory"))) }
        curl.remove(easy)
        let seconds = Limits.tokenPatience.components.seconds
        end(
            .failure(
                TransferFailure(
                    .upstreamTotal,
                    "\(account.tokenOrigin.authority) gave no access token within \(seconds) s")))
    }

    func done(result: UInt32) {
        curl.remove(easy)
        if let failure { return end(.failure(failure)) }
        let outcome = CurlEasy.outcome(result)
        guard outcome == .complete else {
            return end(.failure(reported(outcome, number: result)))
        }
        if response.status == 407, let proxy {
            return end(.failure(ProxyFailure.unauthorized(proxy, account.tokenOrigin)))
        }
        let body = SecretBytes(copying: answer.waiting.bytes)
        end(TokenAnswer(status: response.status, body: body, origin: account.tokenOrigin))
    }

    private func reported(_ outcome: CurlOutcome, number: UInt32) -> TransferFailure {
        let text = easy.failureText(SecretMask(nil))
        let isDenied = outcome == .connect && easy.wasDenied
        if connectedAfter == 0, let proxy {
            let failure = ProxyFailure(
                proxy: proxy, outcome: outcome, number: number, status: easy.tunnelStatus,
                text: text, origin: account.tokenOrigin, isDenied: isDenied
            ).failure
            if let failure { return failure }
        }
        return TransferFailure(
            outcome, number: number, text: text, origin: account.tokenOrigin, isDenied: isDenied)
    }

    private func end(_ result: TokenAnswer) {
        let told = finish
        close()
        told?(result)
    }

    private func close() {
        finish = nil
        if let timer { reactor.cancel(timer) }
        timer = nil
        headers.clear()
        form.clear()
        answer.clear()
    }

    // MARK: From within curl

    func connected() { connectedAfter = max(1, monotonicNanoseconds() - startedAt) }

    func headLine(_ line: UnsafeRawBufferPointer) -> Bool {
        switch response.line(line) {
        case .more: return true
        case .complete:
            heard = ConnectionFacts(
                easy, httpVersion: response.version,
                firstByteUs: (monotonicNanoseconds() - startedAt) / 1000)
            return true
        case .tooLong, .malformed: return breakOff("answers with what is not HTTP")
        }
    }

    func bodyBytes(_ bytes: UnsafeRawBufferPointer) -> CurlTaking {
        guard answer.count + bytes.count <= Limits.secretDocumentBytes else {
            _ = breakOff("answers with more than \(Limits.secretDocumentBytes) bytes")
            return .stop
        }
        answer.append(bytes.bytes)
        receivedBytes += UInt64(bytes.count)
        return .taken
    }

    /// Never asked: the form is whole.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> CurlFill { .stop }

    private func breakOff(_ what: String) -> Bool {
        failure = TransferFailure(.upstreamBroken, "\(account.tokenOrigin.authority) \(what)")
        return false
    }
}
