import Configuration
import IPC
import Testing

/// What is kept of the past: the settings of the ledger, and the keys whose bodies are recorded.
@Suite struct LedgerSettingsTests {
    private func ledger(_ text: String) throws -> LedgerSettings? {
        try load("settings:\n  ledger: \(text)\n").route.routing?.ledger
    }

    private func problem(_ text: String) -> String {
        errors(of: "settings:\n  ledger: \(text)\n")
    }

    @Test func whatIsNotSaidChangesNothing() throws {
        #expect(try load("settings:\n  ledger: {}\n").route == LoadedConfiguration.empty.route)
        #expect(try load("settings:\n  ledger: {bodies: off}\n").route.routing == nil)
    }

    @Test func everySetting() throws {
        let settings = try ledger(
            """
            {retention_days: 30, max_size: 2GiB, bodies: on, body_size: 256KiB, body_retention_days: 3, body_max_size: 20000MB, console_file_size: 1MB, console_files: 2, backup_every: 12h, backups_kept: 14}
            """)
        #expect(
            settings
                == LedgerSettings(
                    retentionDays: 30, maxBytes: 2 << 30, recordBodies: true,
                    bodyBytes: 256 << 10, bodyRetentionDays: 3, bodyMaxBytes: 20_000_000_000,
                    consoleFileBytes: 1_000_000, consoleFiles: 2, backupHours: 12,
                    backupsKept: 14))
    }

    @Test func backupsCanBeOff() throws {
        #expect(try ledger("{backup_every: off}")?.backupHours == LedgerLimits.noBackups)
        #expect(try ledger("{backup_every: \"off\"}")?.backupHours == LedgerLimits.noBackups)
        #expect(try ledger("{backup_every: 2d}")?.backupHours == 48)
    }

    @Test(arguments: ["on", "true", "\"on\""]) func bodiesCanBeOn(_ word: String) throws {
        #expect(try ledger("{bodies: \(word)}")?.recordBodies == true)
    }

    @Test(arguments: [
        ("{retention_days: 0}", "2:28: `retention_days` must be between 1 and 3650"),
        ("{max_size: 1MB}", "2:22: `max_size` must be between 16MB and 10000GB"),
        ("{body_size: 512KiB}", "2:23: `body_size` must be between 1KB and 256KiB"),
        ("{bodies: maybe}", "2:20: `bodies` must be one of on, off, true, false"),
        ("{backup_every: 90m}", "2:26: `backup_every` must be whole hours"),
        ("{backup_every: 1m}", "2:26: `backup_every` must be between 1h and 31d, or off"),
        (
            "{backup_every: weekly}",
            "2:26: `backup_every` must be a length of time such as `30s`, `1m`, `5h` or `7d`"
        ),
        (
            "{zone: UTC}",
            "2:12: unknown field `zone` in `ledger`; the fields are retention_days, max_size, bodies, body_size, body_retention_days, body_max_size, console_file_size, console_files, backup_every, backups_kept"
        ),
        (
            "30",
            "2:11: `ledger` must be a mapping with the fields retention_days, max_size, bodies, body_size, body_retention_days, body_max_size, console_file_size, console_files, backup_every, backups_kept; found a number"
        ),
    ])
    func isRefused(_ text: String, _ error: String) {
        #expect(problem(text) == "c.yaml:" + error)
    }

    @Test func keysMayChoose() throws {
        func choice(_ text: String) throws -> Bool? {
            try load(
                "keys:\n  - {name: k, secret_sha256: \(String(repeating: "ab", count: 32))\(text)}\n"
            ).route.keys[0].recordBodies
        }
        #expect(try choice("") == nil)
        #expect(try choice(", record_bodies: true") == true)
        #expect(try choice(", record_bodies: false") == false)
    }
}
