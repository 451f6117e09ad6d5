/// The table of a day's recorded bodies, as steps that are never changed once published.
package enum BodySchema {
    /// Step `n` leads from version `n` to `n + 1`.
    static let migrations = [
        """
        CREATE TABLE bodies (
            id INTEGER PRIMARY KEY,
            request_id TEXT NOT NULL,
            received_us INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            side INTEGER NOT NULL,
            content_type TEXT NOT NULL,
            whole_bytes INTEGER NOT NULL,
            content BLOB NOT NULL,
            UNIQUE (request_id, received_us, attempt, side)
        ) STRICT;
        """
    ]

    /// Columns but for `id`, in the order that rows are bound and read.
    package static let columns = [
        "request_id", "received_us", "attempt", "side", "content_type", "whole_bytes", "content",
    ]
}
