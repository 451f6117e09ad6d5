internal import Crypto
internal import IPC
internal import Store
internal import VaultFormat

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

    private static let columns = SealedCredential.columns
    /// The setting that says that another set is staged.
    private static let stagedName = "staged"

    private let database: Database
    private let box: VaultBox
    private var credentials: [String: StoredCredential] = [:]
    /// The set of before, while another one is staged.
    private var before: [String: StoredCredential] = [:]
    /// Another set is staged: it can be taken back.
    private(set) var isStaged = false
    /// Nil when the file has not been read to its end: memory may hold something else.
    private var seenVersion: Int64?

    /// What was taken over.
    struct Taken: Equatable {
        let generation: UInt64
        /// Connections that were there before and whose secret or proxy is another one now.
        let changed: [String]
    }

    /// What a set comes to.
    private struct Checked {
        var credentials: [StoredCredential] = []
        /// Connections whose row does not open, and stays as it is.
        var carried: Set<String> = []
    }

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
    ///
    /// While a set is staged, requests are still decided by what held before: those that the new set is not for get the
    /// credential of before.
    func credential(for connectionID: String, url: String = "") -> StoredCredential? {
        let current = credentials[connectionID]
        guard isStaged else { return current }
        if let current, url.isEmpty || Self.isOrigin(current.origin, of: url) { return current }
        return before[connectionID] ?? current
    }

    private static func isOrigin(_ origin: Origin, of url: String) -> Bool {
        // A URL that is none goes nowhere; why is said where it is used.
        (try? Origin(url: url)) == origin
    }

    /// Reads the file again when another process has written it: the predecessor of a renewal may
    /// have taken over a set after this process had read the file.
    ///
    /// True when it did.
    func refresh() -> Bool {
        do throws(StoreError) {
            return try reread()
        } catch {
            complaint = "the vault cannot be read: \(error)"
            return false
        }
    }

    /// As `refresh`.
    private func reread() throws(StoreError) -> Bool {
        guard try dataVersion() != seenVersion else { return false }
        try load()
        return true
    }

    /// Takes over a whole set: what is missing in it is removed.
    ///
    /// All or nothing. What was kept beside a staged set is forgotten. A secret that is kept, but does not open, stays
    /// what it is: nobody can use it, and it does not keep the others from being changed.
    @discardableResult
    func apply(_ set: VaultApply) throws(VaultError) -> Taken {
        try take(set, isStaged: false)
    }

    /// Takes over a whole set, and keeps the one of before until `settle`; over a restart too.
    ///
    /// All or nothing. A set that is staged over a staged one leaves the one of before the first.
    @discardableResult
    func stage(_ set: VaultApply) throws(VaultError) -> Taken {
        try take(set, isStaged: true)
    }

    /// Ends what `stage` began; without that nothing happens.
    ///
    /// - Parameter revert: The set of before is taken back as it was; else it is forgotten.
    /// - Throws: When it cannot be written; the stage goes on then. Also when what was taken back cannot be read, which
    ///   the next call makes good.
    func settle(revert: Bool) throws(VaultError) {
        do throws(StoreError) {
            // A predecessor may have staged it: what matters is what is staged, not whether that was news.
            _ = try reread()
            guard isStaged else { return }
            try database.atomically { () throws(StoreError) in
                // Without the mark there is no set of before, and nothing may be replaced by it.
                guard try holdsStage() else { return }
                if revert {
                    try database.execute(
                        """
                        DELETE FROM credential; DELETE FROM setting;
                        INSERT INTO credential (\(Self.columns))
                            SELECT \(Self.columns) FROM credential_before;
                        INSERT INTO setting (name, box) SELECT name, box FROM setting_before;
                        """)
                }
                try database.execute(
                    """
                    DELETE FROM credential_before; DELETE FROM setting_before;
                    DELETE FROM setting WHERE name = '\(Self.stagedName)'
                    """)
            }
            // The stage is over, whether or not the rest can be read.
            if revert { credentials = before }
            (before, isStaged) = ([:], false)
            if revert { try load() }
        } catch {
            throw .store(error)
        }
    }

    /// Whether a set is staged in the file, by its mark.
    private func holdsStage() throws(StoreError) -> Bool {
        try database.number("SELECT count(*) FROM setting WHERE name = '\(Self.stagedName)'") > 0
    }

    private func take(_ set: VaultApply, isStaged: Bool) throws(VaultError) -> Taken {
        do throws(StoreError) {
            // What a predecessor wrote last is what can be kept; whether that was news does not matter.
            _ = try reread()
        } catch {
            throw .store(error)
        }
        let checked = try check(set)
        let changed = checked.credentials.filter { isChanged($0) }.map(\.connectionID)
        let keepsBefore = isStaged && !self.isStaged
        do throws(StoreError) {
            try write(
                checked, certificates: set.caPem, generation: generation + 1, isStaged: isStaged,
                keepsBefore: keepsBefore)
        } catch {
            throw .store(error)
        }
        generation += 1
        if keepsBefore { before = credentials }
        if !isStaged { before = [:] }
        self.isStaged = isStaged
        credentials = Dictionary(
            uniqueKeysWithValues: checked.credentials.map { ($0.connectionID, $0) })
        authorities = set.caPem.isEmpty ? nil : Authorities(pem: set.caPem)
        unusable = unusable.filter { checked.carried.contains($0) }
        complaint = ""
        return Taken(generation: generation, changed: changed)
    }

    /// Whether a connection that was there has another secret or another proxy now.
    private func isChanged(_ credential: StoredCredential) -> Bool {
        guard let stored = credentials[credential.connectionID] else {
            // One that did not open was of no use; whatever comes now is another one.
            return unusable.contains(credential.connectionID)
        }
        return !stored.secret.isEqual(to: credential.secret)
            || !Self.isSame(stored.proxy, credential.proxy)
    }

    private static func isSame(_ a: ProxyRoute?, _ b: ProxyRoute?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return a.url.isEqual(to: b.url)
    }

    private func check(_ set: VaultApply) throws(VaultError) -> Checked {
        let unusable = Set(self.unusable)
        var ids: Set<String> = []
        var checked = Checked()
        checked.credentials.reserveCapacity(set.credentials.count)
        for message in set.credentials {
            let id = message.connectionID
            if unusable.contains(id), StoredCredential.isKeptWhole(message) {
                checked.carried.insert(id)
            } else {
                checked.credentials.append(
                    try StoredCredential(message, keeping: credentials[id]))
            }
            guard ids.insert(id).inserted else { throw .duplicate(connectionID: id) }
        }
        guard set.caPem.isEmpty || Self.holdsCertificate(set.caPem) else { throw .certificates }
        return checked
    }

    private static func holdsCertificate(_ pem: [UInt8]) -> Bool {
        String(decoding: pem, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----")
    }

    private func write(
        _ set: Checked, certificates: [UInt8], generation: UInt64, isStaged: Bool,
        keepsBefore: Bool
    ) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            if keepsBefore || !isStaged {
                try database.execute("DELETE FROM credential_before; DELETE FROM setting_before")
            }
            if keepsBefore {
                try database.execute(
                    """
                    INSERT INTO credential_before (\(Self.columns))
                        SELECT \(Self.columns) FROM credential;
                    INSERT INTO setting_before (name, box) SELECT name, box FROM setting
                    """)
            }
            try removeRows(except: set.carried)
            try database.execute("DELETE FROM setting")
            let row = try database.prepare(
                "INSERT INTO credential (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            for credential in set.credentials {
                row.bind(1, credential.connectionID)
                row.bind(2, credential.origin.text)
                row.bind(3, Int64(credential.place.rawValue))
                row.bind(4, credential.headerName)
                row.bind(5, box.seal(credential.secret, for: credential.sealedBinding))
                row.bind(6, credential.region)
                row.bind(7, credential.service)
                row.bind(8, sealedProxy(credential))
                try row.run()
            }
            let setting = try database.prepare("INSERT INTO setting VALUES (?, ?)")
            var values = [
                ("certificates", certificates), ("generation", Array("\(generation)".utf8)),
            ]
            if isStaged { values.append((Self.stagedName, Array("1".utf8))) }
            for (name, value) in values {
                setting.bind(1, name)
                setting.bind(2, box.seal(setting: name, value))
                try setting.run()
            }
        }
    }

    private func removeRows(except carried: Set<String>) throws(StoreError) {
        let marks = Array(repeating: "?", count: carried.count).joined(separator: ", ")
        let removal = try database.prepare(
            "DELETE FROM credential WHERE connection_id NOT IN (\(marks))")
        for (index, id) in carried.enumerated() { removal.bind(index + 1, id) }
        try removal.run()
    }

    private func dataVersion() throws(StoreError) -> Int64 {
        try database.number("PRAGMA data_version")
    }

    private func load() throws(StoreError) {
        // What fails on the way is read again by the next call.
        seenVersion = nil
        let version = try dataVersion()
        complaint = ""
        (credentials, unusable) = try rows(of: "credential")
        try loadSettings()
        // What does not open could not be used before either.
        before = isStaged ? try rows(of: "credential_before").open : [:]
        seenVersion = version
    }

    private func rows(
        of table: StaticString
    ) throws(StoreError) -> (open: [String: StoredCredential], unusable: [String]) {
        var open: [String: StoredCredential] = [:]
        var unusable: [String] = []
        let rows = try database.prepare("SELECT \(Self.columns) FROM \(table) ORDER BY 1")
        while try rows.step() {
            let id = rows.text(0)
            if let credential = self.open(rows) {
                open[id] = credential
            } else {
                unusable.append(id)
            }
        }
        rows.reset()
        return (open, unusable)
    }

    /// Nil when the row does not open or makes no sense.
    private func open(_ row: Statement) -> StoredCredential? {
        guard let sealed = SealedCredential(row),
            // The caller reports it as unusable; why it does not open cannot be told.
            let opened = try? sealed.open(with: box)
        else { return nil }
        return StoredCredential(sealed.binding, opened)
    }

    /// Empty for a direct way.
    private func sealedProxy(_ credential: StoredCredential) -> [UInt8] {
        credential.proxy.map {
            box.seal(proxy: $0.url, connectionID: credential.connectionID)
        } ?? []
    }

    private func loadSettings() throws(StoreError) {
        authorities = nil
        generation = 0
        isStaged = false
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
        case Self.stagedName: isStaged = true
        // Of a later version.
        default: break
        }
    }
}
