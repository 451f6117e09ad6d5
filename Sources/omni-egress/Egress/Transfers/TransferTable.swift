internal import EventLoop
internal import IPC
internal import Logging

/// All transfers: those that run, those kept for reuse, and what has been counted.
final class TransferTable: EndOfTick {
    /// How a transfer ended.
    enum End: Equatable {
        case completed
        case cancelled
        case failed(TransferFailure)
    }

    /// What is known of a transfer at its end.
    struct Report {
        let end: End
        let requestID: String
        let connectionID: String
        let status: UInt32
        let sentBytes: UInt64
        let receivedBytes: UInt64
        let nanoseconds: UInt64
    }

    let curl: CurlLoop
    let discarder = BodyDiscarder()
    /// Access tokens of the accounts among the credentials.
    let tokens: TokenKeeper
    /// Takes the records of calls that are nobody's attempts.
    var record: ((CallRecord) -> Void)? {
        didSet { tokens.record = record }
    }
    /// Decides where transfers may connect to; nil where the configuration has decided.
    let addressGuard: AddressGuard?
    private(set) var counters = TransferCounters()
    private let reactor: Reactor
    private let log: Logger
    private let limit: Int
    private var active: [Transfer] = []
    private var pool: [Transfer] = []
    private var authorities: Authorities?
    private var trust = 0
    private var restTimer: Timer?
    private var toAbandon: [(transfer: Transfer, serial: UInt64)] = []

    /// An empty table; nil when libcurl cannot be set up.
    ///
    /// Tables share no connections: what one of them may connect to, another may not.
    ///
    /// - Parameters:
    ///   - reactor: What everything runs on.
    ///   - log: Gets a line for each transfer.
    ///   - addressGuard: Decides where transfers may connect to; nil where the configuration has decided.
    ///   - limit: Transfers at once.
    ///   - keepsTokens: Access tokens are kept for later transfers; otherwise for those that wait for them only.
    init?(
        _ reactor: Reactor, log: Logger, addressGuard: AddressGuard? = nil,
        limit: Int = Limits.transfers, keepsTokens: Bool = true
    ) {
        guard let curl = CurlLoop(reactor) else { return nil }
        self.reactor = reactor
        self.log = log
        self.curl = curl
        self.addressGuard = addressGuard
        self.limit = limit
        tokens = TokenKeeper(curl, reactor, keeps: keepsTokens)
    }

    /// Transfers that run.
    var count: Int { active.count }

    /// Trusts other certificates from now on; nil for the system's.
    ///
    /// What runs goes on as it began.
    func trust(_ authorities: Authorities?) {
        self.authorities = authorities
        trust += 1
        pool.removeAll()
        tokens.authorities = authorities
        tokens.forget()
    }

    /// Begins a transfer for `stream`, or resets it.
    func begin(_ request: OutgoingRequest, _ stream: Stream) {
        guard active.count < limit else {
            return refuse(stream, TransferFailure(.overloaded, "\(limit) transfers are open"))
        }
        let idle = pool.popLast() ?? Transfer(self, reactor, authorities: authorities, trust: trust)
        guard let transfer = idle else {
            return refuse(stream, TransferFailure(.internal, "no memory"))
        }
        transfer.slot = active.count
        active.append(transfer)
        counters.started += 1
        transfer.begin(request, stream)
    }

    /// Resets a stream that gets no transfer.
    func refuse(_ stream: Stream, _ failure: TransferFailure) {
        counters.failed[failure.code, default: 0] += 1
        stream.reset(failure.code, failure.message)
    }

    /// Ends everything that runs.
    func stop() {
        for transfer in active.reversed() {
            transfer.fail(TransferFailure(.draining, "the way out stops"))
        }
        tokens.stop()
        pool.removeAll()
    }

    // MARK: From transfers

    /// A response began on a connection that is new or not.
    func countConnection(isReused: Bool) {
        if isReused { counters.reusedConnections += 1 } else { counters.newConnections += 1 }
    }

    /// A transfer is over and ready for another use.
    func ended(_ transfer: Transfer, _ report: Report) {
        count(report)
        let last = active.removeLast()
        if last !== transfer {
            active[transfer.slot] = last
            last.slot = transfer.slot
        }
        transfer.slot = -1
        if transfer.trust == trust, pool.count < Limits.pooledTransfers { pool.append(transfer) }
        if active.isEmpty { restLater() }
    }

    private func restLater() {
        if let restTimer { return reactor.rearm(restTimer, Limits.restAfter) }
        restTimer = reactor.after(Limits.restAfter) { [weak self] in self?.rest() }
    }

    /// Nothing ran for a while: gives back what only load needs.
    private func rest() {
        guard active.isEmpty, tokens.isIdle else { return }
        pool.removeAll()
        curl.rest()
    }

    private func count(_ report: Report) {
        counters.sentBytes += report.sentBytes
        counters.receivedBytes += report.receivedBytes
        var error = ""
        switch report.end {
        case .completed: counters.completed += 1
        case .cancelled:
            counters.cancelled += 1
            error = "cancelled"
        case .failed(let failure):
            counters.failed[failure.code, default: 0] += 1
            error = failure.message
        }
        log.debug(
            "transfer ended",
            metadata: [
                "request_id": "\(report.requestID)", "connection_id": "\(report.connectionID)",
                "status": "\(report.status)", "bytes_out": "\(report.sentBytes)",
                "bytes_in": "\(report.receivedBytes)",
                "duration_ms": "\(report.nanoseconds / 1_000_000)", "error": "\(error)",
            ])
    }

    /// Stops a transfer once curl can be called.
    func abandonLater(_ transfer: Transfer) {
        if toAbandon.isEmpty { reactor.atEndOfTick(self) }
        toAbandon.append((transfer, transfer.serial))
    }

    /// Stops what could not be stopped at once.
    func tickEnded() {
        let waiting = toAbandon
        toAbandon = []
        for (transfer, serial) in waiting where transfer.serial == serial { transfer.abandon() }
    }
}
