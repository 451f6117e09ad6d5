internal import Configuration
internal import EventLoop
internal import IPC
internal import JSON

/// From started daemons to served requests: configuration, first key, readiness of those that are always there.
///
/// Nothing here waits for a daemon to say it is ready before it is talked to: the sockets are open, so questions wait in
/// the kernel until the daemon gets to them.
final class BringUp {
    /// What came of it.
    struct Found {
        /// The key, when one was made.
        var key: String?
        /// A model of a connection that was not made by this run's file, when that names none.
        var model: String?
        /// The demo connection answers.
        var hasDemo = false
        /// Clients need a key.
        var requiresKey = true
    }

    /// How it ended.
    typealias Outcome = Result<Found, CommandFailure>

    /// Time until requests must be served.
    static let limit = Duration.seconds(10)
    /// Until the next question to a daemon that is not ready yet.
    private static let pause = Duration.milliseconds(2)

    private let reactor: Reactor
    private let clients: [DaemonName: Client]
    private var unready: [DaemonName: String] = [:]
    private var layer: FileLayer?
    private var attempt: ManageAttempt?
    private var found = Found()
    /// What route has taken over, once it has said so; ingress must have come as far.
    private var generation: UInt64?
    private var deadline: Timer?
    private var finish: ((Outcome) -> Void)?

    /// Prepares clients of all daemons.
    init(_ reactor: Reactor, place: SocketPlace) {
        self.reactor = reactor
        var clients: [DaemonName: Client] = [:]
        for daemon in DaemonName.allCases {
            clients[daemon] = Client(
                reactor, path: place.socket(of: daemon), name: daemon.rawValue, hello: .ofCommand)
        }
        self.clients = clients
    }

    /// Begins.
    ///
    /// - Parameters:
    ///   - configuration: What the file says, or that there is none.
    ///   - demoPort: Where the demo listens; nil where it does not run.
    ///   - finish: Called once, unless it is cancelled.
    func start(
        _ configuration: UpConfiguration, demoPort: UInt16?,
        finish: @escaping (Outcome) -> Void
    ) {
        self.finish = finish
        deadline = reactor.after(Self.limit) { [weak self] in self?.giveUp() }
        for daemon in DaemonName.alwaysOn { unready[daemon] = "not started" }
        for client in clients.values { client.start() }
        let wantsModel = configuration.exampleModel == nil
        apply(configuration, demoPort) { [weak self] plan in
            // There has to be a key where clients need one.
            self?.makeKey(plan.requiresKey) {
                self?.findModel(wantsModel, plan) { self?.askAll() }
            }
        }
    }

    /// Ends without a word.
    func cancel() { close() }

    private func apply(
        _ configuration: UpConfiguration, _ demoPort: UInt16?,
        then next: @escaping (LayerPlan) -> Void
    ) {
        guard let client = clients[.admin] else { return }
        let layer = FileLayer(
            reactor, client, configuration, demoPort: demoPort, within: Self.limit)
        self.layer = layer
        layer.start { [weak self] outcome in
            guard let self else { return }
            switch outcome {
            case .success(let applied):
                self.found.hasDemo = applied.plan.hasDemo
                self.found.requiresKey = applied.plan.requiresKey
                next(applied.plan)
            case .failure(let failure): self.end(.failure(failure))
            }
        }
    }

    private func makeKey(_ isNeeded: Bool, then next: @escaping () -> Void) {
        guard isNeeded else { return next() }
        let key = FirstKey()
        manage(key.call) { [weak self] reply in
            guard let self else { return }
            // Without content there is a key already; this one, where the answer that said so was lost.
            guard reply.status == 204 else {
                self.found.key = key.secret
                return next()
            }
            guard self.attempt?.isRepeated == true else { return next() }
            self.findKey(key, then: next)
        }
    }

    private func findKey(_ key: FirstKey, then next: @escaping () -> Void) {
        manage(FirstKey.question) { [weak self] reply in
            do throws(CommandFailure) {
                if try key.isKept(in: reply) { self?.found.key = key.secret }
            } catch {
                self?.end(.failure(error))
                return
            }
            next()
        }
    }

    /// Only for what is shown: an answer that is none is passed over.
    private func findModel(
        _ isWanted: Bool, _ plan: LayerPlan, then next: @escaping () -> Void
    ) {
        guard isWanted else { return next() }
        // What was applied otherwise counts where it stays.
        let keepsLayer = plan.document == nil
        manage(ManageCall(method: "GET", target: "/api/connections")) { [weak self] reply in
            let first = (try? reply.json())?["data"]?.array?.first {
                $0["managed_by"]?.string == "api"
                    || (keepsLayer && $0["name"]?.string != Demo.name)
            }
            if let first, let name = first["prefix"]?.string ?? first["name"]?.string {
                self?.found.model = "\(name)/\(first["models"]?.array?.first?.string ?? "MODEL")"
            }
            next()
        }
    }

    private func manage(_ call: ManageCall, answered: @escaping (ManageReply) -> Void) {
        guard finish != nil, let client = clients[.admin] else { return }
        let attempt = ManageAttempt(reactor, client, call, within: Self.limit)
        self.attempt = attempt
        attempt.start { [weak self] outcome in
            switch outcome {
            case .success(let reply): answered(reply)
            case .failure(let failure): self?.end(.failure(failure))
            }
        }
    }

    // MARK: Readiness

    private func askAll() {
        for daemon in DaemonName.alwaysOn { askReady(daemon) }
    }

    private func askReady(_ daemon: DaemonName) {
        ask(daemon, .status, StatusAsk()) { [weak self] (status: DaemonStatus) in
            guard let self, self.finish != nil else { return }
            if daemon == .route { self.generation = status.generation }
            let isCurrent =
                daemon != .ingress || self.generation.map { status.generation >= $0 } ?? false
            guard status.ready, isCurrent else {
                self.unready[daemon] = status.notes.joined(separator: ", ")
                _ = self.reactor.after(Self.pause) { [weak self] in self?.askReady(daemon) }
                return
            }
            self.unready[daemon] = nil
            if self.unready.isEmpty { self.end(.success(self.found)) }
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
        layer?.withdraw()
        layer = nil
        attempt?.withdraw()
        attempt = nil
        if let deadline { reactor.cancel(deadline) }
        for client in clients.values { client.stop() }
    }
}
