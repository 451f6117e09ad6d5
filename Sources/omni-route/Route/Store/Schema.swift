internal import Store

/// The schema of route.db, as the steps that lead to it.
///
/// A published step is never changed.
enum Schema {
    static var migrations: [Migration] {
        [.sql(version1), .sql(version2), .work(SchemaVersion3.migrate)]
    }

    /// `managed_by`: 'file' is replaced by every apply, 'local' was made on this machine and stays.
    private static let version1 = """
        CREATE TABLE connections (
            id TEXT PRIMARY KEY,
            position INTEGER NOT NULL,
            name TEXT NOT NULL UNIQUE,
            provider TEXT NOT NULL,
            dialect INTEGER NOT NULL,
            prefix TEXT NOT NULL,
            base_url TEXT NOT NULL,
            profile TEXT NOT NULL,
            connect_ms INTEGER NOT NULL,
            first_byte_ms INTEGER NOT NULL,
            idle_ms INTEGER NOT NULL,
            total_ms INTEGER NOT NULL,
            managed_by TEXT NOT NULL CHECK (managed_by IN ('file', 'local')),
            created_unix_us INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE models (
            connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (connection_id, position),
            UNIQUE (connection_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE keys (
            id TEXT PRIMARY KEY,
            position INTEGER NOT NULL,
            name TEXT NOT NULL UNIQUE,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            created_unix_us INTEGER NOT NULL,
            managed_by TEXT NOT NULL CHECK (managed_by IN ('file', 'local'))
        ) STRICT;
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE learned_models (
            connection_id TEXT PRIMARY KEY,
            learned_unix_us INTEGER NOT NULL,
            names TEXT NOT NULL
        ) STRICT;
        CREATE TABLE meta (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO meta (name, value) VALUES ('generation', 1);
        """

    /// What profiles need beside, and settings that are text.
    private static let version2 = """
        CREATE TABLE parameters (
            connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (connection_id, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE texts (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
