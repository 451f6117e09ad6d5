/// The tables of vault.db, step by step.
///
/// A published step is never changed.
enum VaultSchema {
    /// Step `n` leads from version `n` to `n + 1`.
    static let migrations = [
        """
        CREATE TABLE credential (
            connection_id TEXT PRIMARY KEY,
            origin TEXT NOT NULL,
            place INTEGER NOT NULL,
            header_name TEXT NOT NULL,
            -- nonce, ciphertext, tag; see VaultBox
            box BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            box BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- Where a signature holds; empty for all other places.
        ALTER TABLE credential ADD COLUMN region TEXT NOT NULL DEFAULT '';
        ALTER TABLE credential ADD COLUMN service TEXT NOT NULL DEFAULT '';
        """,
        """
        -- The proxy on the way, sealed like the secret; empty for a direct way.
        ALTER TABLE credential ADD COLUMN proxy BLOB NOT NULL DEFAULT x'';
        """,
        """
        -- The set of before, row by row as it was, while another one is staged.
        CREATE TABLE credential_before (
            connection_id TEXT PRIMARY KEY,
            origin TEXT NOT NULL,
            place INTEGER NOT NULL,
            header_name TEXT NOT NULL,
            box BLOB NOT NULL,
            region TEXT NOT NULL,
            service TEXT NOT NULL,
            proxy BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE setting_before (
            name TEXT PRIMARY KEY,
            box BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ]
}
