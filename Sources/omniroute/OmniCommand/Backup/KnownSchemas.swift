/// The newest schemas that the programs of this build know.
///
/// A daemon refuses a database of a later one; a backup is refused before it gets that far. A test compares these with the
/// daemons' own lists.
enum KnownSchemas {
    /// How many steps a daemon's list of migrations has.
    static func version(of daemon: DaemonName) -> Int {
        switch daemon {
        case .route: 4
        case .egress: 4
        case .admin: 1
        case .logd: 1
        case .ingress, .translate: 0
        }
    }
}
