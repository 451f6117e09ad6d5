internal import Configuration
internal import EventLoop
internal import IPC

/// From started daemons to served requests: configuration, first key, readiness of all five.
///
/// Nothing here waits for a daemon to say it is ready before it is talked to: the sockets are open, so questions wait in
/// the kernel until the daemon gets to them.
final class BringUp {
    /// How it ended; the key when one was made.
    typealias Outcome = Result<FirstKey?, CommandFailure>

    /// Time until requests must be served.
    static let limit = Duration.seconds(10)
    /// Until the next question to a daemon that is not ready yet.
    private static let pause = Duration.milliseconds(2)

    private let reactor: Reactor
    private let clients: [DaemonName: Client]
    private let applier: Applier
    private var unready: [DaemonName: String] = [:]
    private var key: FirstKey?
    /// What route has taken over; ingress must have come as far.
    private var generation: UInt64 = 0
    private var stepsLeft = 0
    private var deadline: Timer?
    private var finish: ((Outcome) -> Void)?

    /// Prepares clients of all daemons.
    init(_ reactor: Reactor, place: SocketPlace) {
        self.reactor = reactor
        var clients: [DaemonName: Client] = [:]
        func client(_ daemon: DaemonName) -> Client {
            let client = Client(
                reactor, path: place.socket(of: daemon), name: daemon.rawValue, hello: .ofCommand)
            clients[daemon] = client
            return client
        }
        applier = Applier(reactor, egress: client(.egress), route: client(.route))
        for daemon in [DaemonName.ingress, .translate, .logd] { _ = client(daemon) }
        self.clients = clients
    }

    /// Begins; `finish` is called once, unless it is cancelled.
    func start(
        _ configuration: LoadedConfiguration, needsKey: Bool, finish: @escaping (Outcome) -> Void
    ) {
        self.finish = finish
        deadline = reactor.after(Self.limit) { [weak self] in self?.giveUp() }
        for daemon in DaemonName.allCases { unready[daemon] = "not started" }
        for client in clients.values { client.start() }
        let makesKey = needsKey && configuration.route.keys.isEmpty
        // A fresh route gets its key while egress still opens its vault.
        stepsLeft = makesKey ? 2 : 1
        if makesKey { addKeyIfNone { [weak self] in self?.stepDone(makesKey: makesKey) } }
        applier.apply(configuration, within: Self.limit) { [weak self] result in
            switch result {
            case .success(let generation):
                self?.noteGeneration(generation)
                self?.stepDone(makesKey: makesKey)
            case .failure(let failure): self?.end(.failure(failure))
            }
        }
    }

    /// Ends without a word.
    func cancel() { close() }

    private func stepDone(makesKey: Bool) {
        stepsLeft -= 1
        guard stepsLeft == 0, finish != nil else { return }
        // The keys there were may have been those of a file that does not name them any more.
        guard makesKey, key == nil else { return askAll() }
        addKeyIfNone { [weak self] in self?.askAll() }
    }

    private func noteGeneration(_ generation: UInt64) {
        self.generation = max(self.generation, generation)
    }

    private func addKeyIfNone(then next: @escaping () -> Void) {
        ask(.route, .routeSummary, RouteSummaryAsk()) { [weak self] (summary: RouteSummary) in
            guard summary.keys == 0 else { return next() }
            self?.addKey(then: next)
        }
    }

    private func addKey(then next: @escaping () -> Void) {
        let made = FirstKey.make()
        ask(.route, .keyAdd, KeyAdd(key: made.record, onlyIfNone: true)) {
            [weak self] (result: ApplyResult) in
            guard result.ok else {
                let failure = CommandFailure(
                    .temporary, "omni-route does not take the first key: \(result.error)")
                self?.end(.failure(failure))
                return
            }
            self?.key = made
            self?.noteGeneration(result.generation)
            next()
        }
    }

    private func askAll() {
        for daemon in DaemonName.allCases { askReady(daemon) }
    }

    private func askReady(_ daemon: DaemonName) {
        ask(daemon, .status, StatusAsk()) { [weak self] (status: DaemonStatus) in
            guard let self, self.finish != nil else { return }
            let isCurrent = daemon != .ingress || status.generation >= self.generation
            guard status.ready, isCurrent else {
                self.unready[daemon] = status.notes.joined(separator: ", ")
                _ = self.reactor.after(Self.pause) { [weak self] in self?.askReady(daemon) }
                return
            }
            self.unready[daemon] = nil
            if self.unready.isEmpty { self.end(.success(self.key)) }
        }
    }

    /// Asks a daemon, again when it restarts in between, until there is an answer or the time is over.
    private func ask<Answer: WireMessage>(
        _ daemon: DaemonName, _ kind: Kind, _ question: some WireMessage,
        answered: @escaping (Answer) -> Void
    ) {
        guard finish != nil, let client = clients[daemon] else { return }
        client.whenConnected(within: Self.limit) { [weak self] connected in
            guard connected else { return }
            client.call(kind, question, within: Self.limit) {
                [weak self] (result: Result<Answer, CallError>) in
                guard let self, self.finish != nil else { return }
                switch result {
                case .success(let answer): answered(answer)
                case .failure(let error) where error.code == .peerGone || error.code == .draining:
                    self.unready[daemon] = "went away"
                    _ = self.reactor.after(Self.pause) { [weak self] in
                        self?.ask(daemon, kind, question, answered: answered)
                    }
                case .failure(let error):
                    self.end(.failure(DaemonLine.failure(daemon, error)))
                }
            }
        }
    }

    private func giveUp() {
        let causes = unready.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key.program): \($0.value.isEmpty ? "not ready" : $0.value)" }
        end(
            .failure(
                CommandFailure(
                    .temporary,
                    "not ready after \(Self.limit.components.seconds) s (\(causes.joined(separator: "; ")))"
                )))
    }

    private func end(_ outcome: Outcome) {
        guard let told = finish else { return }
        close()
        told(outcome)
    }

    private func close() {
        finish = nil
        if let deadline { reactor.cancel(deadline) }
        for client in clients.values { client.stop() }
    }
}
