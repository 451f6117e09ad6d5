internal import DaemonLife
internal import IPC
internal import Logging

/// What omni-egress does for its peers: transfers, and taking over credentials.
final class EgressService: DaemonService {
    private let table: TransferTable
    private let vault: Vault
    private let log: Logger
    private var isDraining = false

    /// Finds the key, opens the vault, sets libcurl up.
    init(_ daemon: Daemon) throws {
        log = daemon.log
        let directory = try daemon.stateDirectory()
        let key = try KeyFile.load(
            credentialsDirectory: daemon.credentialsDirectory, stateDirectory: directory)
        vault = try Vault(path: "\(directory)/vault.db", key: key)
        guard let table = TransferTable(daemon.reactor, log: daemon.log) else {
            throw StartFailure.temporary("libcurl cannot be set up")
        }
        self.table = table
        table.trust(vault.authorities)
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

    var isIdle: Bool { table.count == 0 }

    func stop() { table.stop() }

    func collect(_ metrics: inout MetricsWriter) {
        table.counters.collect(&metrics, open: table.count)
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
        case .vaultApply: beginApply(stream)
        default: stream.reset(.refused, "omni-egress does not know this kind")
        }
    }

    func asked(_ call: Call, payload: RawSpan) {
        call.fail(.refused, "omni-egress does not know this question")
    }

    func noticed(_ kind: Kind, payload: RawSpan) {}

    private func beginTransfer(_ stream: Stream, _ head: RawSpan) {
        do throws(TransferFailure) {
            let request = try decode(head)
            guard let credential = credential(for: request.connectionID) else {
                throw TransferFailure(.credential, "the vault does not know this connection")
            }
            table.begin(try OutgoingRequest(request, credential: credential), stream)
        } catch {
            table.refuse(stream, error)
        }
    }

    private func decode(_ head: RawSpan) throws(TransferFailure) -> EgressRequest {
        do throws(WireError) {
            return try EgressRequest(wire: head)
        } catch {
            throw TransferFailure(.protocol, "the request does not decode: \(error)")
        }
    }

    private func credential(for connectionID: String) -> StoredCredential? {
        if let credential = vault.credential(for: connectionID) { return credential }
        guard vault.refresh() else { return nil }
        table.trust(vault.authorities)
        return vault.credential(for: connectionID)
    }

    private func beginApply(_ stream: Stream) {
        // The successor of a renewal has read the vault already and would not see it.
        guard !isDraining else { return stream.reset(.draining, "the successor takes credentials") }
        stream.handler = VaultApplying { [vault, table, log] set throws(VaultError) in
            try vault.apply(set)
            table.trust(vault.authorities)
            log.notice(
                "credentials taken over",
                metadata: [
                    "connections": "\(vault.count)", "generation": "\(vault.generation)",
                    "own_certificates": "\(vault.authorities != nil)",
                ])
            return vault.generation
        }
    }
}
