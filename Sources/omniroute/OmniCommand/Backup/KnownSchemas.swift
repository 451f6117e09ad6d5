/// The newest schemas that the programs of this build know.
///
/// A daemon refuses a database of a later one; a backup is refused before it gets that far. A test compares these with the
/// daemons' own lists.
enum KnownSchemas {
    /// The newest schema of a file of a backup.
    static func version(of name: BackupName) -> Int {
        guard name.daemon == .logd else { return version(of: name.daemon) }
        return name.isDay ? day : version(of: .logd)
    }

    /// Of the days of the ledger.
    static let day = 3

    /// How many steps a daemon's list of migrations has.
    static func version(of daemon: DaemonName) -> Int {
        switch daemon {
        case .route: 5
        case .egress: 4
        case .admin: 2
        case .logd: 4
        case .ingress, .translate: 0
        }
    }
}
