internal import Store

extension AdminStore {
    /// All management keys by name.
    func managementKeys() throws(StoreError) -> [ManagementKey] {
        let rows = try statement(Self.selectKeys + " ORDER BY name")
        defer { rows.reset() }
        var keys: [ManagementKey] = []
        while try rows.step() { keys.append(Self.key(rows)) }
        return keys
    }

    /// The management key of a name.
    func managementKey(named name: String) throws(StoreError) -> ManagementKey? {
        let rows = try statement(Self.selectKeys + " WHERE name = ?")
        rows.bind(1, name)
        defer { rows.reset() }
        return try rows.step() ? Self.key(rows) : nil
    }

    /// The management key of a secret.
    func managementKey(secret: String) throws(StoreError) -> ManagementKey? {
        let rows = try statement(Self.selectKeys + " WHERE secret_sha256 = ?")
        rows.bind(1, Token.hash(secret))
        defer { rows.reset() }
        return try rows.step() ? Self.key(rows) : nil
    }

    /// Why a key was not added.
    enum KeyRefusal {
        case nameTaken
        case tooMany
    }

    /// Adds a key; nil when it is there now.
    func addManagementKey(
        _ key: ManagementKey, secret: String
    ) throws(StoreError) -> KeyRefusal? {
        try database.atomically { () throws(StoreError) in
            if try managementKey(named: key.name) != nil { return .nameTaken }
            let count = try database.number("SELECT count(*) FROM management_keys")
            guard count < Int64(Limits.managementKeys) else { return .tooMany }
            let insert = try statement(
                """
                INSERT INTO management_keys
                    (name, secret_sha256, scopes, created_us, created_by, expires_us)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
            insert.bind(1, key.name)
            insert.bind(2, Token.hash(secret))
            insert.bind(3, key.scopes.sorted.map(\.rawValue).joined(separator: " "))
            insert.bind(4, key.created)
            insert.bind(5, key.createdBy)
            insert.bind(6, key.expires)
            try insert.run()
            return nil
        }
    }

    /// Writes down that a key is in use.
    func useManagementKey(_ name: String, at moment: Int64) throws(StoreError) {
        try run("UPDATE management_keys SET used_us = ? WHERE name = ?", moment, name)
    }

    /// Removes a key; false when there is none.
    func removeManagementKey(_ name: String) throws(StoreError) -> Bool {
        try run("DELETE FROM management_keys WHERE name = ?", name)
        return database.changes > 0
    }

    private static let selectKeys = """
        SELECT name, scopes, created_us, created_by, expires_us, used_us FROM management_keys
        """

    private static func key(_ rows: Statement) -> ManagementKey {
        // A scope of a later version is no right here.
        let scopes = rows.text(1).split(separator: " ").compactMap { Scope(rawValue: String($0)) }
        return ManagementKey(
            name: rows.text(0), scopes: Set(scopes), created: rows.int64(2),
            createdBy: rows.text(3), expires: rows.isNull(4) ? nil : rows.int64(4),
            used: rows.isNull(5) ? nil : rows.int64(5))
    }
}
