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
        var result = self
        func complete<Number: BinaryInteger>(_ field: WritableKeyPath<DoorSettings, Number>) {
            if result[keyPath: field] == 0 { result[keyPath: field] = standard[keyPath: field] }
        }
        complete(\.bodyLimitBytes)
        complete(\.maxConnections)
        complete(\.headerTimeoutMs)
        complete(\.idleTimeoutMs)
        complete(\.requestTimeoutMs)
        complete(\.heartbeatMs)
        result.unknownFields = []
        return result
    }
}
