/// The tables of admin.db, as steps that are never changed once published.
///
/// Times are microseconds since 1970. No secret is in it: passwords, sessions and keys are hashes. The id of a session
/// is never given again, since the audit log names sessions by it.
enum AdminSchema {
    /// Step `n` leads from version `n` to `n + 1`.
    static let migrations = [
        """
        CREATE TABLE meta (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE layers (
            name TEXT PRIMARY KEY,
            body BLOB NOT NULL
        ) STRICT;
        CREATE TABLE password (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            salt BLOB NOT NULL,
            hash BLOB NOT NULL,
            log2_n INTEGER NOT NULL,
            r INTEGER NOT NULL,
            p INTEGER NOT NULL,
            changed_us INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            token_sha256 BLOB NOT NULL UNIQUE,
            address TEXT NOT NULL,
            created_us INTEGER NOT NULL,
            renewed_us INTEGER NOT NULL,
            expires_us INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE failures (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            is_remote INTEGER NOT NULL,
            failed_us INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE lockouts (
            source TEXT PRIMARY KEY,
            until_us INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE management_keys (
            name TEXT PRIMARY KEY,
            secret_sha256 BLOB NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            created_us INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_us INTEGER,
            used_us INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            time_us INTEGER NOT NULL,
            actor TEXT NOT NULL,
            address TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            status INTEGER NOT NULL,
            request_id TEXT NOT NULL,
            is_refusal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX audit_time ON audit (time_us);
        CREATE INDEX audit_actor ON audit (actor, id);
        CREATE INDEX audit_action ON audit (action, id);
        CREATE INDEX audit_refusals ON audit (is_refusal, id);
        """,
        """
        CREATE TABLE quota_readings (
            connection TEXT PRIMARY KEY,
            asked_us INTEGER NOT NULL,
            calls INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ]
}
