public import IPC

/// What a configuration file says, ready to be sent to the daemons.
public struct LoadedConfiguration: Equatable, Sendable {
    /// For route: connections, hashes of client keys, settings.
    ///
    /// No secret is in it.
    public var route: RouteConfiguration
    /// For egress: the providers' keys, each bound to an origin, and the certificates to trust.
    public var vault: VaultApply

    /// Makes a configuration.
    public init(route: RouteConfiguration, vault: VaultApply) {
        self.route = route
        self.vault = vault
    }

    /// What holds without a file: no connection, no key, the default settings.
    public static let empty = LoadedConfiguration(
        route: RouteConfiguration(settings: defaultSettings), vault: VaultApply())

    /// The settings of a file that names none.
    public static let defaultSettings = DoorSettings(
        requireApiKey: true, bodyLimitBytes: 100_000_000, maxConnections: 10_000,
        headerTimeoutMs: 10_000, idleTimeoutMs: 120_000, requestTimeoutMs: 600_000,
        heartbeatMs: 15_000)
}
