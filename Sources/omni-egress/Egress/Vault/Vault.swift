internal import Crypto
internal import IPC
internal import Store

/// The credentials of all connections: sealed in a file, open in memory.
final class Vault {
    /// Counts the sets taken over since the vault was made.
    private(set) var generation: UInt64 = 0
    /// Connections whose row does not open: wrong key, or changed.
    ///
    /// The others work.
    private(set) var unusable: [String] = []
    /// Certificates to trust instead of the system's.
    private(set) var authorities: Authorities?
    /// What is wrong with the settings, for people; empty when nothing is.
    private(set) var complaint = ""

    private let database: Database
    private let box: VaultBox
    private var credentials: [String: StoredCredential] = [:]
    private var seenVersion: Int64 = 0

    /// Opens the vault at `path`, or makes an empty one.
    init(path: String, key: SecretBytes) throws(StoreError) {
        box = VaultBox(key: key)
        database = try Database(path: path)
        try database.migrate(VaultSchema.migrations)
        try load()
    }

    /// Connections with a credential that can be used.
    var count: Int { credentials.count }

    /// The credential of a connection, when there is one that can be used.
    func credential(for connectionID: String) -> StoredCredential? {
        credentials[connectionID]
    }

    /// Reads the file again when another process has written it: the predecessor of a renewal may
    /// have taken over a set after this process had read the file.
    ///
    /// True when it did.
    func refresh() -> Bool {
        do throws(StoreError) {
            guard try dataVersion() != seenVersion else { return false }
            try load()
            return true
        } catch {
            complaint = "the vault cannot be read: \(error)"
            return false
        }
    }

    /// Takes over a whole set: what is missing in it is removed.
    ///
    /// All or nothing.
    func apply(_ set: VaultApply) throws(VaultError) {
        let checked = try Self.check(set)
        do throws(StoreError) {
            try write(checked, certificates: set.caPem, generation: generation + 1)
        } catch {
            throw .store(error)
        }
        generation += 1
        credentials = Dictionary(uniqueKeysWithValues: checked.map { ($0.connectionID, $0) })
        authorities = set.caPem.isEmpty ? nil : Authorities(pem: set.caPem)
        unusable = []
        complaint = ""
    }

    private static func check(_ set: VaultApply) throws(VaultError) -> [StoredCredential] {
        var ids: Set<String> = []
        var checked: [StoredCredential] = []
        checked.reserveCapacity(set.credentials.count)
        for message in set.credentials {
            let credential = try StoredCredential(message)
            guard ids.insert(credential.connectionID).inserted else {
                throw .duplicate(connectionID: credential.connectionID)
            }
            checked.append(credential)
        }
        guard set.caPem.isEmpty || holdsCertificate(set.caPem) else { throw .certificates }
        return checked
    }

    private static func holdsCertificate(_ pem: [UInt8]) -> Bool {
        String(decoding: pem, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----")
    }

    private func write(
        _ set: [StoredCredential], certificates: [UInt8], generation: UInt64
    ) throws(StoreError) {
        try atomically { () throws(StoreError) in
            try database.execute("DELETE FROM credential; DELETE FROM setting")
            let row = try database.prepare(
                """
                INSERT INTO credential
                    (connection_id, origin, place, header_name, box, region, service, proxy)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
            for credential in set {
                row.bind(1, credential.connectionID)
                row.bind(2, credential.origin.text)
                row.bind(3, Int64(credential.place.rawValue))
                row.bind(4, credential.headerName)
                row.bind(5, box.seal(credential))
                row.bind(6, credential.region)
                row.bind(7, credential.service)
                row.bind(8, box.sealProxy(credential))
                try row.run()
            }
            let setting = try database.prepare("INSERT INTO setting VALUES (?, ?)")
            for (name, value) in [
                ("certificates", certificates), ("generation", Array("\(generation)".utf8)),
            ] {
                setting.bind(1, name)
                setting.bind(2, box.seal(setting: name, value))
                try setting.run()
            }
        }
    }

    /// `Database.transaction` with the error it can have here.
    private func atomically(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        do {
            try database.transaction(body)
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("a transaction fails as its body or its store does: \(error)")
        }
    }

    private func dataVersion() throws(StoreError) -> Int64 {
        try database.number("PRAGMA data_version")
    }

    private func load() throws(StoreError) {
        seenVersion = try dataVersion()
        credentials = [:]
        unusable = []
        complaint = ""
        let rows = try database.prepare(
            """
            SELECT connection_id, origin, place, header_name, box, region, service, proxy
            FROM credential ORDER BY 1
            """)
        while try rows.step() {
            let id = rows.text(0)
            if let credential = open(rows, id) {
                credentials[id] = credential
            } else {
                unusable.append(id)
            }
        }
        rows.reset()
        try loadSettings()
    }

    /// Nil when the row does not open or makes no sense.
    private func open(_ row: Statement, _ id: String) -> StoredCredential? {
        guard let origin = try? Origin(alone: row.text(1)),
            let place = CredentialPlace(rawValue: Int32(truncatingIfNeeded: row.int64(2)))
        else { return nil }
        let (header, region, service) = (row.text(3), row.text(5), row.text(6))
        let sealed = row.blob(7)
        var proxy: ProxyRoute?
        if !sealed.isEmpty {
            // As below: what does not open is unusable.
            proxy = (try? box.open(proxy: sealed, connectionID: id)).flatMap(ProxyRoute.init)
            guard proxy != nil else { return nil }
        }
        // The caller reports it as unusable; why it does not open cannot be told.
        let secret = try? box.open(
            row.blob(4), connectionID: id, origin: origin, place: place, headerName: header,
            region: region, service: service, isProxied: proxy != nil)
        // What was sealed was checked before; a later version may have taken more than this one.
        return secret.flatMap {
            try? StoredCredential(
                connectionID: id, origin: origin, place: place, headerName: header, region: region,
                service: service, secret: $0, proxy: proxy)
        }
    }

    private func loadSettings() throws(StoreError) {
        authorities = nil
        let rows = try database.prepare("SELECT name, box FROM setting")
        defer { rows.reset() }
        while try rows.step() {
            let name = rows.text(0)
            do throws(AESGCM.Failure) {
                let value = try box.open(setting: name, rows.blob(1))
                take(setting: name, value)
            } catch {
                complaint = "the setting \"\(name)\" of the vault does not open with this key"
            }
        }
    }

    private func take(setting name: String, _ value: [UInt8]) {
        switch name {
        case "certificates": authorities = value.isEmpty ? nil : Authorities(pem: value)
        case "generation": generation = UInt64(String(decoding: value, as: UTF8.self)) ?? 0
        // Of a later version.
        default: break
        }
    }
}
