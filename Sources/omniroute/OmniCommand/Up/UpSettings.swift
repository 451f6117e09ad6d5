internal import DaemonLife

/// What one run of `up` was asked to do.
struct UpSettings: Equatable {
    /// Where everything is kept.
    var data: DataDirectory
    /// Where the door listens.
    var address: DoorAddress
    /// Where the management API listens for itself; nil where the door serves it.
    var adminAddress: DoorAddress?
    /// The configuration file that was named; it must exist.
    var namedConfiguration: String?
    /// The demo as asked for; nil when it follows from the configuration.
    var demo: Bool?
    /// Clients may name URLs of this machine; for tests.
    var fetchesLoopback = false
    /// Private directory for runtime files, when the system has one.
    var runtimeDirectory: String?

    /// The port when none is asked for.
    static let defaultPort: UInt16 = 20_128

    /// The configuration file in use, whether it exists or not.
    var configurationFile: String { namedConfiguration ?? data.configurationFile }

    /// The port asked for, else `PORT`, else the usual one.
    static func port(asked: UInt16?, variable: String?) throws(CommandFailure) -> UInt16 {
        if let asked { return asked }
        guard let variable else { return defaultPort }
        guard let port = UInt16(variable) else {
            throw CommandFailure(
                .usage, "PORT must be a number from 0 to 65535, not \"\(variable)\"")
        }
        return port
    }
}
