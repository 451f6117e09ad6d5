/// The name of a file within a backup: a database of a daemon, or the key of the vault.
struct BackupName: Equatable, Sendable {
    /// The key of the vault.
    static let vaultKey = "egress/vault.key"
    /// The daemons that keep something.
    static let daemons: [DaemonName] = [.route, .egress, .admin, .logd]
    /// What the state directories of separate lanes of egress begin with.
    private static let lanePrefix = "egress-"

    /// The directory below a state directory that holds the days of the ledger.
    static let days = "logd/days"

    /// The directory: "route", "egress-eu" of a lane, or that of the days.
    let directory: String
    /// The file's name there.
    let file: String

    /// As it stands in the backup.
    var text: String { "\(directory)/\(file)" }
    /// Whether it is the key of the vault.
    var isKey: Bool { text == Self.vaultKey }
    /// Whether it is a day of the ledger.
    var isDay: Bool { directory == Self.days }
    /// Whose it is.
    var daemon: DaemonName { isDay ? .logd : DaemonName(rawValue: directory) ?? .egress }

    /// Reads a name; nil for what backups do not have, such as a path that leads elsewhere.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let file = parts.last, Self.isPlain(file),
            file.hasSuffix(".db") || text == Self.vaultKey
        else { return nil }
        directory = parts.dropLast().joined(separator: "/")
        guard Self.isState(directory) || directory == Self.days else { return nil }
        self.file = file
    }

    /// Whether a directory holds the state of a daemon that keeps something.
    static func isState(_ directory: String) -> Bool {
        if directory.hasPrefix(lanePrefix) { return isPlain(directory) }
        return DaemonName(rawValue: directory).map(daemons.contains) ?? false
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 40 && !name.hasPrefix(".")
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
                    || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
            }
    }
}
