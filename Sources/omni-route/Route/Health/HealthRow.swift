/// One fact about health that survives a restart.
struct HealthRow: Equatable {
    /// What it is about; the numbers are stored and not changed.
    enum Scope: Int64 {
        /// A rest of an account; the key is the connection's id.
        case account = 1
        /// A lock of one model; the key is the connection's id, the name the model's.
        case model = 2
        /// A provider's breaker; the key is `ProviderHealth.key`.
        case provider = 3
    }

    /// What it is about.
    var scope: Scope
    /// Whose it is.
    var key: String
    /// The model; empty elsewhere.
    var name = ""
    /// The `CooldownCause`.
    var cause: Int64 = 0
    /// The step of the ladder, or failures in a row.
    var level: Int64 = 0
    /// When the wait began, microseconds since 1970.
    var began: Int64
    /// When it ends.
    var until: Int64

    /// Both times together.
    var span: WallSpan { WallSpan(began: began, until: until) }
}
