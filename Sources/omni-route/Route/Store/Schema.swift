internal import Store

/// The schema of route.db, as the steps that lead to it.
///
/// A published step is never changed.
enum Schema {
    static var migrations: [Migration] {
        [
            .sql(version1), .sql(version2), .work(SchemaVersion3.migrate), .sql(version4),
            .work(SchemaVersion5.migrate),
        ]
    }

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

    /// All that is configured comes from one place now, so that nobody else owns a row; rows of health are found by their key
    /// first; decisions are kept.
    private static let version4 = """
        CREATE TABLE objects_4 (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            position INTEGER NOT NULL,
            created_unix_us INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO objects_4 SELECT kind, id, position, created_unix_us, body FROM objects;
        DROP TABLE objects;
        ALTER TABLE objects_4 RENAME TO objects;
        CREATE TABLE health_4 (
            scope INTEGER NOT NULL,
            key TEXT NOT NULL,
            name TEXT NOT NULL,
            cause INTEGER NOT NULL,
            level INTEGER NOT NULL,
            began_unix_us INTEGER NOT NULL,
            until_unix_us INTEGER NOT NULL,
            PRIMARY KEY (key, scope, name)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO health_4 SELECT * FROM health;
        DROP TABLE health;
        ALTER TABLE health_4 RENAME TO health;
        CREATE TABLE traces (
            number INTEGER PRIMARY KEY,
            request_id TEXT NOT NULL,
            lines BLOB NOT NULL
        ) STRICT;
        """
}
