internal import EventLoop
internal import IPC

/// Reports on their way to route, kept until route has them on disk.
///
/// A route that is killed under a report gets it again; it knows which it has taken over. So budgets and quotas are right
/// afterwards, whenever it was killed.
final class ReportQueue {
    private let route: Client
    private let reactor: Reactor
    private let limit: Int
    private var reports: [UInt64: RouteReport] = [:]
    /// Those that must be sent once route is back, oldest first.
    private var unsent: [UInt64] = []
    private var isWaiting = false
    private var pause = ReportPause()
    /// Reports given up: too many waited, or route would not have them.
    private(set) var dropped: UInt64 = 0

    /// Sends to `route`; keeps at most `limit` reports.
    init(_ route: Client, _ reactor: Reactor, limit: Int) {
        self.route = route
        self.reactor = reactor
        self.limit = limit
    }

    /// Reports not yet on disk.
    var count: Int { reports.count }

    /// Takes a report.
    func add(_ report: RouteReport) {
        guard reports.count < limit else {
            dropped += 1
            return
        }
        reports[report.leaseID] = report
        send(report)
    }

    private func send(_ report: RouteReport) {
        let id = report.leaseID
        route.call(.routeReport, report, within: Limits.reportPatience) {
            [self] (result: Result<ApplyResult, CallError>) in answered(id, result)
        }
    }

    private func answered(_ id: UInt64, _ result: Result<ApplyResult, CallError>) {
        switch result {
        case .success:
            reports[id] = nil
            pause.reset()
        case .failure(let error):
            switch error.code {
            case .refused, .protocol:
                // Asking again would change nothing.
                reports[id] = nil
                dropped += 1
            default:
                unsent.append(id)
                wait()
            }
        }
    }

    /// A while, so that a route that is there but cannot take them is not pressed.
    private func wait() {
        guard !isWaiting else { return }
        isWaiting = true
        _ = reactor.after(pause.take()) { [self] in
            route.whenConnected(within: Limits.reportPatience) { [self] connected in
                isWaiting = false
                guard connected else { return wait() }
                let again = unsent
                unsent = []
                for id in again {
                    if let report = reports[id] { send(report) }
                }
            }
        }
    }
}
