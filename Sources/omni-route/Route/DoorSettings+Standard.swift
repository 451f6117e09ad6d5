internal import IPC

extension DoorSettings {
    /// What holds until a configuration was applied.
    static let standard = DoorSettings(
        requireApiKey: true, bodyLimitBytes: 100_000_000, maxConnections: 10_000,
        headerTimeoutMs: 10_000, idleTimeoutMs: 120_000, requestTimeoutMs: 600_000,
        heartbeatMs: 15_000)

    /// The same with the standard in place of every zero: no limit can be zero.
    var completed: DoorSettings {
        let standard = DoorSettings.standard
        func value<Number: BinaryInteger>(_ field: KeyPath<DoorSettings, Number>) -> Number {
            self[keyPath: field] == 0 ? standard[keyPath: field] : self[keyPath: field]
        }
        return DoorSettings(
            requireApiKey: requireApiKey, bodyLimitBytes: value(\.bodyLimitBytes),
            maxConnections: value(\.maxConnections), headerTimeoutMs: value(\.headerTimeoutMs),
            idleTimeoutMs: value(\.idleTimeoutMs), requestTimeoutMs: value(\.requestTimeoutMs),
            heartbeatMs: value(\.heartbeatMs))
    }
}
