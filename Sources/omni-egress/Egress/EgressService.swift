internal import Crypto
internal import DaemonLife
internal import IPC
internal import Logging

/// What omni-egress does for its peers: transfers, and taking over credentials.
final class EgressService: DaemonService {
    private let table: TransferTable
    /// What clients name by URL; has connections of its own, all to public addresses.
    private let fetches: TransferTable
    /// Calls with credentials that are not kept; share no connection with others.
    private let probes: TransferTable
    private let vault: Vault
    private let log: Logger
    /// The user of omni-logd, where it has one of its own.
    private let logdUser: UInt32?
    private var isDraining = false

    /// Finds the key, opens the vault, sets libcurl up.
    init(_ daemon: Daemon) throws {
        log = daemon.log
        logdUser = PeerPolicy.user(named: "omni-logd").flatMap { user in
            PeerPolicy.isTrusted(user: user) ? nil : user
        }
        let directory = try daemon.stateDirectory()
        let key = try KeyFile.load(
            credentialsDirectory: daemon.credentialsDirectory, stateDirectory: directory)
        vault = try Vault(path: "\(directory)/vault.db", key: key)
        let addressGuard = AddressGuard(
            allowsLoopback: daemon.hasFlag(EgressDaemon.fetchLoopback))
        guard let table = TransferTable(daemon.reactor, log: daemon.log),
            let fetches = TransferTable(
                daemon.reactor, log: daemon.log, addressGuard: addressGuard, limit: Limits.fetches),
            let probes = TransferTable(
                daemon.reactor, log: daemon.log, limit: Limits.probes, keepsTokens: false)
        else { throw StartFailure.temporary("libcurl cannot be set up") }
        self.table = table
        self.fetches = fetches
        self.probes = probes
        for table in [table, fetches, probes] {
            table.record = { [records = daemon.records] in records.add(Record(entry: .call($0))) }
        }
        trustAuthorities()
    }

    // MARK: Life

    func start() throws {
        for id in vault.unusable {
            log.error("credential does not open, ignoring", metadata: ["connection_id": "\(id)"])
        }
    }

    var health: Health {
        var notes = vault.unusable.map {
            "connection \($0): its credential does not open with this vault key; apply the configuration again"
        }
        if !vault.complaint.isEmpty { notes.append(vault.complaint) }
        if vault.count == 0, notes.isEmpty { notes.append("the vault holds no credentials") }
        return Health(ready: true, notes: notes)
    }

    func drain() { isDraining = true }

    var isIdle: Bool { table.count == 0 && fetches.count == 0 && probes.count == 0 }

    /// Translate closes its attempts as soon as it hears of it, and calls that are nobody's attempts get their records.
    func endNow() { stop() }

    func stop() {
        table.stop()
        fetches.stop()
        probes.stop()
    }

    func collect(_ metrics: inout MetricsWriter) {
        table.counters.collect(&metrics, "transfers", open: table.count)
        fetches.counters.collect(&metrics, "fetches", open: fetches.count)
        var traffic = table.counters
        probes.counters.collect(&metrics, "probes", open: probes.count)
        traffic.addTraffic(fetches.counters)
        traffic.addTraffic(probes.counters)
        traffic.collectTraffic(&metrics)
        metrics.counter(
            "omniroute_egress_tokens_total", "Access tokens got for service accounts.",
            table.tokens.exchanges)
        metrics.gauge(
            "omniroute_egress_credentials", "Credentials that can be used.", Double(vault.count))
        metrics.gauge(
            "omniroute_egress_credentials_unusable", "Credentials that do not open.",
            Double(vault.unusable.count))
    }

    // MARK: Peers

    func opened(_ stream: Stream, head: RawSpan) {
        switch stream.kind {
        case .egress: beginTransfer(stream, head)
        case .fetch: beginFetch(stream, head)
        case .probe: beginProbe(stream, head)
        case .vaultApply:
            beginApply(stream) { vault, set throws(VaultError) in
                try vault.apply(set)
            }
        case .vaultStage:
            beginApply(stream) { vault, set throws(VaultError) in
                try vault.stage(set)
            }
        default: stream.reset(.refused, "omni-egress does not know this kind")
        }
    }

    func asked(_ call: Call, payload: RawSpan) {
        guard call.kind == .vaultSettle else {
            return call.fail(.refused, "omni-egress does not know this question")
        }
        guard !isDraining else { return call.fail(.draining, "the successor takes credentials") }
        do throws(WireError) {
            settle(call, try VaultSettle(wire: payload))
        } catch {
            call.fail(.protocol, "\(error)")
        }
    }

    private func settle(_ call: Call, _ question: VaultSettle) {
        do throws(VaultError) {
            let generation = vault.generation
            try vault.settle(revert: question.revert)
            if vault.generation != generation {
                trustAuthorities()
                log.notice(
                    "credentials have changed",
                    metadata: [
                        "connections": "\(vault.count)", "generation": "\(vault.generation)",
                    ])
            }
            call.reply(ApplyResult(ok: true, generation: vault.generation))
        } catch {
            call.reply(ApplyResult(ok: false, error: "\(error)"))
        }
    }

    func noticed(_ kind: Kind, payload: RawSpan) {}

    private func beginTransfer(_ stream: Stream, _ head: RawSpan) {
        do throws(TransferFailure) {
            let request: EgressRequest = try decode(head)
            guard Self.mayCall(request, user: stream.peerUser, logd: logdUser) else {
                throw TransferFailure(.refused, "traces have a connection of their own")
            }
            guard let credential = credential(for: request.connectionID, url: request.url) else {
                throw TransferFailure(.credential, "the vault does not know this connection")
            }
            table.begin(try OutgoingRequest(request, credential: credential), stream)
        } catch {
            table.refuse(stream, error)
        }
    }

    /// Whether a user may have such a call made: traces go to where the configuration says, as nothing else does, and logd
    /// may call nobody else.
    static func mayCall(_ request: EgressRequest, user: UInt32?, logd: UInt32?) -> Bool {
        let isTelemetry = request.purpose == .purposeTelemetry
        guard (request.connectionID == telemetryID) == isTelemetry else { return false }
        return isTelemetry || logd == nil || user != logd
    }

    /// The connection whose credential is that of the collector of traces.
    static let telemetryID = "telemetry"

    private func beginFetch(_ stream: Stream, _ head: RawSpan) {
        do throws(TransferFailure) {
            fetches.begin(try OutgoingRequest(fetching: decode(head)), stream)
        } catch {
            fetches.refuse(stream, error)
        }
    }

    private func beginProbe(_ stream: Stream, _ head: RawSpan) {
        do throws(TransferFailure) {
            var message: ProbeRequest = try decode(head)
            defer { Self.wipe(&message) }
            probes.begin(try OutgoingRequest(probing: message), stream)
        } catch {
            probes.refuse(stream, error)
        }
    }

    private static func wipe(_ message: inout ProbeRequest) {
        guard var credential = message.credential else { return }
        message.credential = nil
        Crypto.wipe(&credential.secret)
    }

    private func decode<Message: WireMessage>(
        _ head: RawSpan
    ) throws(TransferFailure) -> Message {
        do throws(WireError) {
            return try Message(wire: head)
        } catch {
            throw TransferFailure(.protocol, "the request does not decode: \(error)")
        }
    }

    private func credential(for connectionID: String, url: String) -> StoredCredential? {
        if let credential = vault.credential(for: connectionID, url: url) { return credential }
        guard vault.refresh() else { return nil }
        trustAuthorities()
        return vault.credential(for: connectionID, url: url)
    }

    private func trustAuthorities() {
        table.trust(vault.authorities)
        fetches.trust(vault.authorities)
        probes.trust(vault.authorities)
    }

    private func beginApply(
        _ stream: Stream,
        _ take: @escaping (Vault, VaultApply) throws(VaultError) -> Vault.Taken
    ) {
        // The successor of a renewal has read the vault already and would not see it.
        guard !isDraining else { return stream.reset(.draining, "the successor takes credentials") }
        stream.handler = VaultApplying { [self, vault, log] set throws(VaultError) in
            let taken = try take(vault, set)
            trustAuthorities()
            log.notice(
                "credentials taken over",
                metadata: [
                    "connections": "\(vault.count)", "generation": "\(taken.generation)",
                    "changed": "\(taken.changed.count)",
                    "own_certificates": "\(vault.authorities != nil)",
                ])
            return taken
        }
    }
}
