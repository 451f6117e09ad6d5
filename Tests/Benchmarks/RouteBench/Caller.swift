import IPC
import Route

/// Asks as translate does, and reports how it went.
final class Caller {
    /// What is asked for.
    enum Names {
        case combos
        /// The same, by conversations that were answered before.
        case conversations
        case names
        /// One in turn with the other.
        case both
        /// Names of which some may have nobody left.
        case namesWithRest
    }

    private static let asks = 1_000
    private static let reportsAtOnce = 100

    private let router: RouteBenchmark
    private let shape: Shape
    private var requests = 0
    private var answers: [RouteAnswer?] = []
    /// Leases of an earlier process that were reported.
    private var formerLeases: UInt64 = 0

    init(_ router: RouteBenchmark, _ shape: Shape) {
        self.router = router
        self.shape = shape
        answers.reserveCapacity(Self.asks)
        measureAll()
    }

    /// The cost from an ask to its answer; nil when one got no lease.
    func decision(_ names: Names) -> Cost? {
        var isServed = true
        var batch = asks(names)
        let cost = Cost.of(Self.asks) {
            for ask in batch { answers.append(router.ask(ask)) }
        } between: {
            let leases = answers.compactMap { $0.flatMap(Self.lease) }
            if leases.count < answers.count, names != .namesWithRest { isServed = false }
            answers.removeAll(keepingCapacity: true)
            for lease in leases { router.report(report(lease, "")) }
            if !router.flush() { isServed = false }
            batch = asks(names)
        }
        return isServed ? cost : nil
    }

    /// The cost of a report, some written at once; nil when it is not written.
    func report() -> Cost? {
        var isWritten = true
        var batch: [RouteReport] = []
        func next() {
            batch = asks(.combos).prefix(Self.reportsAtOnce).compactMap { ask in
                router.ask(ask).flatMap(Self.lease).map { report($0, ask.requestID) }
            }
            // Places and quotas of the leases are noted already.
            if !router.flush() || batch.count < Self.reportsAtOnce { isWritten = false }
        }
        next()
        let cost = Cost.of(Self.reportsAtOnce) {
            for report in batch { router.report(report) }
            if !router.flush() { isWritten = false }
        } between: {
            next()
        }
        return isWritten ? cost : nil
    }

    /// Every second account of each name rests for an hour.
    func restHalf() {
        for (prefix, account) in accounts where (prefix + account) % 2 == 0 {
            var report = formerReport(prefix, account)
            (report.failure, report.reason, report.status) = (.account, .reasonRateLimit, 429)
            report.retryAfterMs = 3_600_000
            router.report(report)
        }
        _ = router.flush()
    }

    /// Each account gets a latency of its own.
    private func measureAll() {
        for (prefix, account) in accounts {
            var report = formerReport(prefix, account)
            report.firstTokenUs = UInt64(300_000 + (prefix * 31 + account * 17) % 97 * 1_000)
            report.totalUs = report.firstTokenUs * 4
            router.report(report)
        }
        _ = router.flush()
    }

    private var accounts: [(prefix: Int, account: Int)] {
        (0..<shape.names).flatMap { prefix in
            (0..<shape.accounts).map { (prefix, $0) }
        }
    }

    /// A report of a lease that an earlier process gave, for an account of one's choice.
    private func formerReport(_ prefix: Int, _ account: Int) -> RouteReport {
        formerLeases += 1
        return RouteReport(
            leaseID: formerLeases, requestID: "former-\(formerLeases)", last: true,
            connectionID: shape.connectionID(prefix, account), model: "model-0")
    }

    private func asks(_ names: Names) -> [RouteAsk] {
        (0..<Self.asks).map { number in
            requests += 1
            let isCombo =
                names == .combos || names == .conversations || names == .both && number % 2 == 0
            var ask = RouteAsk(
                requestID: "req_0123456789abcdef\(requests)",
                model: isCombo ? "combo-\(number % Shape.combos)" : shape.model(number),
                dialect: .openaiChat, keyID: Shape.keyID(number), stream: true, tools: true,
                estimatedInputTokens: 5_000, attempt: 1, maxOutputTokens: 1_000)
            ask.session = UInt64(names == .conversations ? number + 1 : requests + Self.asks)
            ask.remainingMs = 300_000
            return ask
        }
    }

    private static func lease(_ answer: RouteAnswer) -> Lease? {
        if case .lease(let lease) = answer.answer { lease } else { nil }
    }

    private func report(_ lease: Lease, _ requestID: String) -> RouteReport {
        RouteReport(
            leaseID: lease.leaseID, requestID: requestID, status: 200,
            usage: Usage(source: .reported, input: 5_000, output: 300), firstTokenUs: 400_000,
            totalUs: 2_000_000, last: true, connectionID: lease.connectionID, model: lease.model)
    }
}
