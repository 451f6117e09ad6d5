internal import Store

/// The layers as they are kept: without any secret.
struct KeptLayers: Equatable, Sendable {
    /// A change that was begun and not yet ended.
    struct Pending: Equatable, Sendable {
        /// The process that began it.
        var process: Int32
        /// When, in microseconds since 1970.
        var since: Int64
        /// What it replaces.
        var reach = LayerChange.Reach.entries
    }

    /// Counts the changes; 0 before the first.
    var generation: UInt64 = 0
    /// The number that route gave this configuration; 0 when it has none.
    var routeGeneration: UInt64 = 0
    /// The file's layer as JSON; empty for none.
    var file: [UInt8] = []
    /// The API's layer as JSON; empty for none.
    var api: [UInt8] = []
    /// What was begun and not ended: by a process that was killed, or by one that is at it now.
    var pending: Pending?
}

/// Keeps the layers on disk.
protocol LayerStore: AnyObject {
    /// All that is kept.
    func loadLayers() throws(StoreError) -> KeptLayers
    /// The number of the last change.
    func generation() throws(StoreError) -> UInt64
    /// What was begun and not ended.
    func pending() throws(StoreError) -> KeptLayers.Pending?
    /// Notes that a process begins a change of what is kept.
    ///
    /// - Returns: Whether it is noted: false, and nothing is changed, when what is kept is not of the generation
    ///   `base`, or when another process has begun a change and not ended it.
    func begin(
        _ pending: KeptLayers.Pending, after base: UInt64
    ) throws(StoreError) -> Bool
    /// Notes another change in place of one that was begun; nil notes that none is going on.
    ///
    /// - Returns: Whether it is noted: false, and nothing is changed, when it is not `seen` that is pending.
    func replacePending(
        _ seen: KeptLayers.Pending, with next: KeptLayers.Pending?
    ) throws(StoreError) -> Bool
    /// Keeps the outcome of a change, which is then not pending any more, and its row of the audit log: both or neither.
    ///
    /// - Parameters:
    ///   - layers: What is kept from now on.
    ///   - base: The generation that it was made from.
    ///   - pending: The change, as it was begun.
    ///   - row: What the audit log says of it, nil for nothing; it has its number afterwards.
    /// - Returns: Whether it is kept: false, and nothing is changed, when what is kept is not of the generation
    ///   `base`, or when it is not this change that is pending.
    /// - Throws: What the store says.
    func keep(
        _ layers: KeptLayers, after base: UInt64, ending pending: KeptLayers.Pending,
        noting row: inout AuditEntry?
    ) throws(StoreError) -> Bool
    /// Notes the number that route gives to what is kept.
    func setRouteGeneration(_ generation: UInt64) throws(StoreError)
}
