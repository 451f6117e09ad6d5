internal import Crypto
internal import Store

extension AdminStore {
    // MARK: The password

    /// The password's hash; nil until one is set.
    func password() throws(StoreError) -> PasswordHash? {
        let rows = try statement("SELECT salt, hash, log2_n, r, p FROM password")
        defer { rows.reset() }
        guard try rows.step() else { return nil }
        let cost = ScryptCost(
            log2N: Int(rows.int64(2)), r: Int(rows.int64(3)), p: Int(rows.int64(4)))
        return PasswordHash(salt: rows.blob(0), hash: rows.blob(1), cost: cost)
    }

    /// Whether a password is set.
    func hasPassword() throws(StoreError) -> Bool {
        try database.number("SELECT count(*) FROM password") > 0
    }

    /// Sets the first password.
    ///
    /// - Returns: False, and nothing changes, when there is one already.
    func setFirstPassword(_ hash: PasswordHash, at moment: Int64) throws(StoreError) -> Bool {
        try database.atomically { () throws(StoreError) in
            guard try !hasPassword() else { return false }
            try write(hash, moment)
            return true
        }
    }

    /// Replaces the password, and ends all sessions but one.
    func setPassword(
        _ hash: PasswordHash, keepingSession: Int64?, at moment: Int64
    ) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            try write(hash, moment)
            try run("DELETE FROM sessions WHERE id <> ?", keepingSession ?? -1)
        }
    }

    private func write(_ hash: PasswordHash, _ moment: Int64) throws(StoreError) {
        try run(
            """
            INSERT OR REPLACE INTO password (id, salt, hash, log2_n, r, p, changed_us)
            VALUES (1, ?, ?, ?, ?, ?, ?)
            """, hash.salt, hash.hash, hash.cost.log2N, hash.cost.r, hash.cost.p, moment)
    }

    // MARK: Sessions

    /// Begins a session; expired ones go, and the oldest ones where there are too many.
    func addSession(_ token: String, _ session: Session) throws(StoreError) -> Int64 {
        try database.atomically { () throws(StoreError) in
            try run("DELETE FROM sessions WHERE expires_us <= ?", session.created)
            try run(
                """
                INSERT INTO sessions (token_sha256, address, created_us, renewed_us, expires_us)
                VALUES (?, ?, ?, ?, ?)
                """, Token.hash(token), session.address, session.created, session.renewed,
                session.expires)
            let id = database.lastRowID
            try run(
                """
                DELETE FROM sessions WHERE id NOT IN
                    (SELECT id FROM sessions ORDER BY renewed_us DESC, id DESC LIMIT ?)
                """, Limits.sessions)
            return id
        }
    }

    /// The session of a token; nil when there is none.
    func session(_ token: String) throws(StoreError) -> Session? {
        let rows = try statement(
            """
            SELECT id, address, created_us, renewed_us, expires_us FROM sessions
            WHERE token_sha256 = ?
            """)
        rows.bind(1, Token.hash(token))
        defer { rows.reset() }
        guard try rows.step() else { return nil }
        return Session(
            id: rows.int64(0), address: rows.text(1), created: rows.int64(2),
            renewed: rows.int64(3), expires: rows.int64(4))
    }

    /// When a session ends; nil when it has ended.
    func sessionExpiry(_ id: Int64) throws(StoreError) -> Int64? {
        let rows = try statement("SELECT expires_us FROM sessions WHERE id = ?")
        rows.bind(1, id)
        defer { rows.reset() }
        return try rows.step() ? rows.int64(0) : nil
    }

    /// Writes down that a session is in use.
    func renewSession(_ id: Int64, at moment: Int64, expires: Int64) throws(StoreError) {
        try run(
            "UPDATE sessions SET renewed_us = ?, expires_us = ? WHERE id = ?", moment, expires, id)
    }

    /// Ends a session.
    func endSession(_ id: Int64) throws(StoreError) {
        try run("DELETE FROM sessions WHERE id = ?", id)
    }
}
