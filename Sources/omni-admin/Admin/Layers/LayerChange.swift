internal import Configuration

/// A change of the configuration that somebody asks for.
struct LayerChange {
    /// What it replaces.
    enum Reach: Equatable, Sendable {
        /// Entries and settings of the API's layer.
        case entries
        /// The file's layer as a whole.
        case file
    }

    /// What it replaces.
    var reach = Reach.entries
    /// It is only looked at; nothing changes.
    var isTrial = false
    /// The generation that it must be made from, as the client says it.
    var condition: ETagCondition?
    /// Whether anybody still waits; a change that is not begun yet is then left.
    var isWanted: () -> Bool = { true }
    /// Makes the row of the audit log that is kept with the change, of how it will have ended; nil for none.
    var row: (LayerOutcome) -> AuditEntry? = { _ in nil }
    /// Told of that row once it is kept, which is before the change has ended.
    var whenKept: (AuditEntry) -> Void = { _ in }
    /// Makes the next layers of those that hold when its turn has come; secrets stand in what is new.
    let make: (ConfigurationLayers) throws(APIError) -> ConfigurationLayers
}

/// How a change ended.
struct LayerOutcome: Equatable, Sendable {
    /// The layers as they are kept now; of a trial, as they would be.
    var layers: ConfigurationLayers
    /// Their number.
    var generation: UInt64
    /// What is another now, without any value.
    var changes: [DocumentChange]
    /// All of it held already, as far as anybody can tell.
    var isUnchanged = false
}
