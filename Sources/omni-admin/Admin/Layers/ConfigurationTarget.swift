internal import Configuration
internal import IPC

/// Where a configuration is brought to: route and egress, seen from here.
///
/// Each asks one of them and tells the outcome once, within the time given; a daemon that restarts meanwhile is waited for.
protocol ConfigurationTarget: AnyObject {
    /// What route holds.
    func summary(
        within: Duration, _ finish: @escaping (Result<RouteSummary, DaemonFailure>) -> Void)
    /// Asks route whether it would take a configuration; nothing changes.
    func check(
        _ route: RouteConfiguration, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void)
    /// Gives egress a set of credentials, beside which it keeps the one of before.
    func stage(
        _ vault: VaultApply, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void)
    /// Gives route a configuration.
    func apply(
        _ route: RouteConfiguration, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void)
    /// Tells egress what becomes of the set of before: forgotten, or taken back.
    func settle(
        revert: Bool, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void)
    /// Tells route that a connection has another secret now.
    func credentialChanged(
        connection: String, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void)
}

/// Why a daemon did not do what it was asked.
enum DaemonFailure: Error, Equatable, Sendable {
    /// It says no; its reason, for people.
    case refused(daemon: String, reason: String)
    /// It was not there: it was not even asked.
    case absent(daemon: String)
    /// It did not answer in time, or went away: whether it did what it was asked is not known.
    case unreachable(daemon: String, reason: String)

    /// For logs.
    var text: String {
        switch self {
        case .refused(let daemon, let reason): "\(daemon) refuses: \(reason)"
        case .absent(let daemon): "\(daemon) does not answer"
        case .unreachable(let daemon, let reason): "\(daemon): \(reason)"
        }
    }

    /// Whether the daemon has certainly not done it.
    var isCertain: Bool {
        if case .unreachable = self { return false }
        return true
    }
}
