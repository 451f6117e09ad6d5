internal import Crypto
internal import EventLoop
internal import IPC

/// The access tokens of service accounts: kept while they are good, if at all; got once for all who wait.
final class TokenKeeper {
    /// Gets a token, or why there is none.
    typealias Taker = (Result<SecretBytes, TransferFailure>) -> Void

    private struct Entry {
        let account: ServiceAccount
        let token: SecretBytes
        /// Monotonic nanoseconds.
        let freshUntil: UInt64
    }

    private struct Waiting {
        let call: TokenCall
        let account: ServiceAccount
        var takers: [Taker]
    }

    /// Takes the records of the calls made.
    var record: ((CallRecord) -> Void)?
    private let curl: CurlLoop
    private let reactor: Reactor
    private let keeps: Bool
    /// Certificates that calls trust; nil for the system's.
    var authorities: Authorities?
    private var entries: [ObjectIdentifier: Entry] = [:]
    private var waiting: [ObjectIdentifier: Waiting] = [:]
    /// Tokens got so far.
    private(set) var exchanges: UInt64 = 0

    /// Has none yet; calls go out through `curl`.
    ///
    /// Unless it `keeps` tokens for who asks later, neither a token nor its account stays once the exchange is over,
    /// whether or not somebody still waits for it.
    init(_ curl: CurlLoop, _ reactor: Reactor, keeps: Bool) {
        self.curl = curl
        self.reactor = reactor
        self.keeps = keeps
    }

    /// No call is under way.
    var isIdle: Bool { waiting.isEmpty }

    /// Gives a token for an account: at once when there is a fresh one, else once the account was exchanged for one.
    ///
    /// - Parameters:
    ///   - account: Of a credential.
    ///   - proxy: The way that its requests take.
    ///   - asker: Whose request needs it.
    ///   - take: Gets the token, or why there is none.
    func token(
        for account: ServiceAccount, through proxy: ProxyRoute? = nil,
        _ asker: TokenAsker = TokenAsker(), _ take: @escaping Taker
    ) {
        let id = ObjectIdentifier(account)
        if let entry = entries[id], reactor.now < entry.freshUntil {
            return take(.success(entry.token))
        }
        guard waiting[id] == nil else {
            waiting[id]?.takers.append(take)
            return
        }
        guard let call = TokenCall(account, curl, reactor, authorities: authorities, proxy: proxy)
        else {
            return take(.failure(TransferFailure(.internal, "no memory")))
        }
        waiting[id] = Waiting(call: call, account: account, takers: [take])
        call.start(now: wallMicroseconds() / 1_000_000) { [weak self] answer in
            if let record = self?.record { record(call.record(asker, answer)) }
            self?.answered(id, answer)
        }
    }

    /// A token was refused where it was shown: unless there is a newer one already, the next who asks gets a new one.
    func reject(_ token: SecretBytes, of account: ServiceAccount) {
        let id = ObjectIdentifier(account)
        if entries[id]?.token === token { entries[id] = nil }
    }

    /// Other credentials hold from now on.
    ///
    /// Calls that are under way go on for those who wait.
    func forget() { entries = [:] }

    /// Ends all calls; nobody waits any more.
    func stop() {
        for entry in waiting.values { entry.call.cancel() }
        waiting = [:]
    }

    private func answered(_ id: ObjectIdentifier, _ answer: TokenAnswer) {
        guard let done = waiting.removeValue(forKey: id) else { return }
        switch answer {
        case .token(let token, let seconds):
            exchanges += 1
            if keeps {
                entries[id] = Entry(
                    account: done.account, token: token,
                    freshUntil: reactor.now + Self.use(seconds))
            }
            for take in done.takers { take(.success(token)) }
        case .failure(let failure):
            for take in done.takers { take(.failure(failure)) }
        }
    }

    /// Nanoseconds for which a token of a lifetime is used: one that is short is used for half of it.
    private static func use(_ seconds: Int64) -> UInt64 {
        UInt64(seconds - min(Limits.tokenMargin, seconds / 2)) * 1_000_000_000
    }
}
