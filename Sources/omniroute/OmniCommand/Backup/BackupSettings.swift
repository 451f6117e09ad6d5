internal import JSON

/// How often backups are made by themselves, and how many are kept.
struct BackupSettings: Equatable {
    /// Once a day.
    static let usual = BackupSettings(everyMicroseconds: 24 * 3_600_000_000, kept: 7)

    /// Nil where they are switched off.
    var everyMicroseconds: Int64?
    var kept: Int

    init(everyMicroseconds: Int64?, kept: Int) {
        self.everyMicroseconds = everyMicroseconds
        self.kept = kept
    }

    /// Reads them from the settings of the API; what is not set is as usual.
    init(_ settings: JSONValue) {
        self = .usual
        if let every = settings.at("ledger.backup_every"), !every.isNull {
            if every.bool == false || every.string == "off" || every.string == "never" {
                everyMicroseconds = nil
            } else if let hours = every.int {
                everyMicroseconds = hours > 0 ? hours * 3_600_000_000 : nil
            } else if let span = every.string.flatMap({ TimeSpan(argument: $0) }) {
                everyMicroseconds = span.microseconds > 0 ? span.microseconds : nil
            }
        }
        if let number = settings.at("ledger.backups_kept")?.int {
            kept = Int(clamping: max(1, number))
        }
    }

    /// What the running API says, or what is usual where none answers.
    static func current(_ place: SocketPlace) -> BackupSettings {
        // A backup is the more needed when something does not run.
        guard let session = try? ManageSession(place),
            let settings = try? session.get(APIPath.of("settings"))
        else { return .usual }
        return BackupSettings(settings)
    }
}
