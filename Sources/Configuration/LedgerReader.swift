internal import IPC

/// Reads `ledger`: what is kept of the past, and for how long.
struct LedgerReader {
    let problems: Problems

    private static let known = [
        "retention_days", "max_size", "bodies", "body_size", "body_retention_days",
        "body_max_size", "console_file_size", "console_files", "backup_every", "backups_kept",
    ]
    private static let switches: [(name: String, value: Bool)] = [
        ("on", true), ("off", false), ("true", true), ("false", false),
    ]

    /// The settings; nil when nothing is said.
    func read(_ fields: Fields) -> LedgerSettings? {
        guard let node = fields.node("ledger"),
            let fields = Fields(node, "`ledger`", known: Self.known, problems)
        else { return nil }
        var settings = LedgerSettings()
        settings.retentionDays = count("retention_days", Limits.retentionDays, fields)
        settings.maxBytes = size("max_size", Limits.ledgerSize, fields)
        settings.recordBodies = fields.choice("bodies", Self.switches) ?? false
        settings.bodyBytes = UInt32(size("body_size", Limits.bodySize, fields))
        settings.bodyRetentionDays = count("body_retention_days", Limits.retentionDays, fields)
        settings.bodyMaxBytes = size("body_max_size", Limits.ledgerSize, fields)
        settings.consoleFileBytes = size("console_file_size", Limits.consoleFileSize, fields)
        settings.consoleFiles = count("console_files", Limits.consoleFiles, fields)
        settings.backupHours = readBackups(fields)
        settings.backupsKept = count("backups_kept", Limits.backups, fields)
        return settings
    }

    /// A number; 0 for the default.
    private func count(_ name: String, _ range: ClosedRange<Int>, _ fields: Fields) -> UInt32 {
        UInt32(fields.integer(name, in: range) ?? 0)
    }

    /// Bytes; 0 for the default.
    private func size(
        _ name: String, _ limit: (range: ClosedRange<UInt64>, text: String), _ fields: Fields
    ) -> UInt64 {
        fields.quantity(name, .byteCount.within(limit.range, limit.text)) ?? 0
    }

    /// Hours between backups; 0 for the default.
    private func readBackups(_ fields: Fields) -> UInt32 {
        guard let node = fields.node("backup_every") else { return 0 }
        // YAML takes `off` for a truth value.
        if node.scalar?.string == "off" || node.scalar?.string == "false" {
            return LedgerLimits.noBackups
        }
        let hours = Quantity.window.within(3_600...2_678_400, "between 1h and 31d, or off")
        guard let seconds = fields.quantity("backup_every", hours) else { return 0 }
        guard seconds % 3_600 == 0 else {
            problems.add(
                fields.valueMark(of: "backup_every"), "`backup_every` must be whole hours")
            return 0
        }
        return UInt32(seconds / 3_600)
    }
}
