internal import Configuration
internal import EventLoop
internal import IPC

/// Makes a run's configuration the file's part of the configuration.
///
/// Without a file nothing is lost that was applied otherwise: what is kept is looked at first.
final class FileLayer {
    /// What came of it.
    struct Applied {
        /// What was to be done.
        let plan: LayerPlan
        /// The API's answer to the change; nil where there was nothing to change.
        let reply: ManageReply?
    }

    /// How it ended.
    typealias Outcome = Result<Applied, CommandFailure>

    private let reactor: Reactor
    private let client: Client
    private let configuration: UpConfiguration
    private let demoPort: UInt16?
    private let limit: Duration
    private var attempt: ManageAttempt?
    private var finish: ((Outcome) -> Void)?

    /// Prepares it on a client that is started.
    ///
    /// - Parameters:
    ///   - reactor: The loop.
    ///   - client: Connects to admin.
    ///   - configuration: What the file says, or that there is none.
    ///   - demoPort: Where the demo listens; nil where it does not run.
    ///   - limit: How long each request may take.
    init(
        _ reactor: Reactor, _ client: Client, _ configuration: UpConfiguration, demoPort: UInt16?,
        within limit: Duration
    ) {
        self.reactor = reactor
        self.client = client
        self.configuration = configuration
        self.demoPort = demoPort
        self.limit = limit
    }

    /// Begins; `finish` is called once, unless it is withdrawn.
    func start(_ finish: @escaping (Outcome) -> Void) {
        self.finish = finish
        guard !configuration.hasFile else {
            return carryOut(LayerPlan(configuration, demoPort: demoPort))
        }
        read("merged") { [weak self] merged in
            // A first start, or one that has nothing but the demo of an earlier one, needs no second look.
            guard !Demo.removed(from: merged).isEmpty else {
                self?.decide(merged, file: merged)
                return
            }
            self?.read("file") { [weak self] file in self?.decide(merged, file: file) }
        }
    }

    /// Ends without a word.
    func withdraw() {
        finish = nil
        attempt?.withdraw()
        attempt = nil
    }

    private func decide(_ merged: Document, file: Document) {
        do throws(CommandFailure) {
            carryOut(
                try LayerPlan(configuration, demoPort: demoPort, merged: merged, file: file))
        } catch {
            end(.failure(error))
        }
    }

    private func carryOut(_ plan: LayerPlan) {
        guard let document = plan.document else {
            return end(.success(Applied(plan: plan, reply: nil)))
        }
        ask(.applying(document)) { [weak self] reply in
            self?.end(.success(Applied(plan: plan, reply: reply)))
        }
    }

    private func read(_ layer: String, then next: @escaping (Document) -> Void) {
        ask(.exporting(layer)) { [weak self] reply in
            let document: Document
            do throws(CommandFailure) {
                document = try reply.document()
            } catch {
                self?.end(.failure(error))
                return
            }
            next(document)
        }
    }

    private func ask(_ call: ManageCall, answered: @escaping (ManageReply) -> Void) {
        guard finish != nil else { return }
        let attempt = ManageAttempt(reactor, client, call, within: limit)
        self.attempt = attempt
        attempt.start { [weak self] outcome in
            switch outcome {
            case .success(let reply): answered(reply)
            case .failure(let failure): self?.end(.failure(failure))
            }
        }
    }

    private func end(_ outcome: Outcome) {
        let told = finish
        finish = nil
        attempt = nil
        told?(outcome)
    }
}
