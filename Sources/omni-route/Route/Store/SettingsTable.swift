internal import IPC

/// The rows of the table `settings`: a name and a number each, so that a new setting needs no migration.
enum SettingsTable {
    /// Takes a row over; one of a later version is passed over.
    static func set(_ name: String, _ value: Int64, in settings: inout DoorSettings) {
        switch name {
        case "require_api_key": settings.requireApiKey = value != 0
        case "body_limit_bytes": settings.bodyLimitBytes = UInt64(clamping: value)
        case "max_connections": settings.maxConnections = UInt32(clamping: value)
        case "header_timeout_ms": settings.headerTimeoutMs = UInt32(clamping: value)
        case "idle_timeout_ms": settings.idleTimeoutMs = UInt32(clamping: value)
        case "request_timeout_ms": settings.requestTimeoutMs = UInt32(clamping: value)
        case "heartbeat_ms": settings.heartbeatMs = UInt32(clamping: value)
        default: break
        }
    }

    /// The rows of settings.
    static func rows(of settings: DoorSettings) -> [(name: String, value: Int64)] {
        [
            ("require_api_key", settings.requireApiKey ? 1 : 0),
            ("body_limit_bytes", Int64(clamping: settings.bodyLimitBytes)),
            ("max_connections", Int64(settings.maxConnections)),
            ("header_timeout_ms", Int64(settings.headerTimeoutMs)),
            ("idle_timeout_ms", Int64(settings.idleTimeoutMs)),
            ("request_timeout_ms", Int64(settings.requestTimeoutMs)),
            ("heartbeat_ms", Int64(settings.heartbeatMs)),
        ]
    }
}
