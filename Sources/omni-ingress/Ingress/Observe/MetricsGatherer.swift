internal import DaemonLife
internal import EventLoop
internal import IPC

/// Asks all daemons for their metrics; admin only while it runs anyway.
///
/// Runs on the main thread; scrapes that come while one is under way share its answer.
final class MetricsGatherer {
    private let daemon: Daemon
    private var waiting: [@Sendable (String) -> Void] = []
    private var asked: [String] = []
    private var answers: [String: String] = [:]
    private var open: Set<String> = []
    private var clients: [Client] = []

    private static let others = ["translate", "route", "egress", "logd"]

    init(_ daemon: Daemon) { self.daemon = daemon }

    /// Gathers; `finish` is called once, within `DoorLimits.metricsWait`.
    ///
    /// - Parameters:
    ///   - asksAdmin: Whether admin runs.
    ///   - finish: Takes the text.
    func gather(asksAdmin: Bool, _ finish: @escaping @Sendable (String) -> Void) {
        waiting.append(finish)
        guard open.isEmpty else { return }
        answers = [:]
        asked = Self.others + (asksAdmin ? ["admin"] : [])
        open = Set(asked)
        for name in asked { ask(name) }
    }

    /// A connection for this once: egress has nothing else to do with the door.
    private func ask(_ name: String) {
        let client = Client(
            daemon.reactor, path: Daemon.socketPath(name), name: name,
            hello: Daemon.hello(daemon.description))
        clients.append(client)
        client.whenConnected(within: DoorLimits.metricsWait) { [weak self, weak client] isThere in
            guard isThere, let client else {
                self?.answered(name, nil)
                return
            }
            client.call(.metrics, StatusAsk(), within: DoorLimits.metricsWait) {
                [weak self] (result: Result<MetricsText, CallError>) in
                switch result {
                case .success(let metrics): self?.answered(name, metrics.text)
                case .failure: self?.answered(name, nil)
                }
            }
        }
        client.start()
    }

    private func answered(_ name: String, _ text: String?) {
        guard open.remove(name) != nil else { return }
        answers[name] = text
        guard open.isEmpty else { return }
        // Not from within a callback of a client that ends here.
        let done = clients
        clients = []
        _ = daemon.reactor.after(.zero) { for client in done { client.stop() } }
        deliver()
    }

    private func deliver() {
        var merge = MetricsMerge()
        merge.addUp([("ingress", true)] + asked.map { ($0, answers[$0] != nil) })
        merge.add(daemon.metricsText())
        for name in asked {
            if let text = answers[name] { merge.add(text) }
        }
        let text = merge.text
        let told = waiting
        waiting = []
        for finish in told { finish(text) }
    }
}
