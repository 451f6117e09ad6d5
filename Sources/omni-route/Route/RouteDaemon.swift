package import DaemonLife
internal import EventLoop
internal import IPC
internal import Store

/// The program `omni-route`.
package enum RouteDaemon {
    package static let description = DaemonDescription(
        name: "omni-route",
        summary: "decides where requests go; keeps the configuration",
        peers: [
            "omni-translate": [.routeAsk, .routeReport, .answerKeep, .modelsAsk, .modelsLearned],
            "omni-ingress": [.doorWatch],
            "omni-admin": [.routeApply, .routeCheck, .routeSummary, .routeQuery, .routeCommand],
        ])

    /// Runs until stopped.
    package static func main() -> Never {
        Daemon.main(description) { daemon in
            let path = try daemon.stateDirectory() + "/route.db"
            do {
                let store = try RouteStore(path: path)
                let moment = Moment(now: monotonicNanoseconds(), wall: wallMicroseconds())
                return RouteService(
                    daemon, try Router(store: store, at: moment, clock: monotonicNanoseconds))
            } catch let error as StoreError {
                throw startFailure(error, path)
            }
        }
    }

    /// A damaged store is not set aside without being asked: what was spent is in it and nowhere else, so that budgets and
    /// quotas that are used up would be open again.
    private static let remedy =
        "; the file is damaged: bring a backup back with omniroute restore, or move the file away with its -wal and -shm. Then omni-admin gives the configuration again when it next starts, but what was spent of budgets and quotas begins at nothing"

    /// A store that will not open at the next start either is a matter of configuration.
    private static func startFailure(_ error: StoreError, _ path: String) -> StartFailure {
        let text = "cannot open the store \(path): \(error)"
        switch error {
        case .newerDatabase: return .configuration(text)
        case .failed: return error.isCorrupt ? .configuration(text + remedy) : .temporary(text)
        }
    }
}
