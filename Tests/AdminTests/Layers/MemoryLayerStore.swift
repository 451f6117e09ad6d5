import Store

@testable import Admin

/// The layers in memory, with a disk that can be full.
final class MemoryLayerStore: LayerStore {
    var kept = KeptLayers()
    /// Rows of the audit log.
    var rows: [AuditEntry] = []
    var failsToKeep = false
    var failsToMark = false
    private static let full = StoreError.failed(
        code: 13, extendedCode: 13, message: "database or disk is full")

    func loadLayers() throws(StoreError) -> KeptLayers { kept }

    func generation() throws(StoreError) -> UInt64 { kept.generation }

    func pending() throws(StoreError) -> KeptLayers.Pending? { kept.pending }

    func begin(
        _ pending: KeptLayers.Pending, after base: UInt64
    ) throws(StoreError) -> Bool {
        guard !failsToMark else { throw Self.full }
        guard kept.generation == base else { return false }
        guard kept.pending == nil || kept.pending?.process == pending.process else { return false }
        kept.pending = pending
        return true
    }

    func replacePending(
        _ seen: KeptLayers.Pending, with next: KeptLayers.Pending?
    ) throws(StoreError) -> Bool {
        guard !failsToMark else { throw Self.full }
        guard kept.pending == seen else { return false }
        kept.pending = next
        return true
    }

    func keep(
        _ layers: KeptLayers, after base: UInt64, ending pending: KeptLayers.Pending,
        noting row: inout AuditEntry?
    ) throws(StoreError) -> Bool {
        guard !failsToKeep else { throw Self.full }
        guard kept.generation == base, kept.pending == pending else { return false }
        kept = layers
        row?.id = Int64(rows.count + 1)
        if let row { rows.append(row) }
        return true
    }

    func setRouteGeneration(_ generation: UInt64) throws(StoreError) {
        kept.routeGeneration = generation
    }

    /// Everything that is on the disk, as text.
    var text: String {
        String(decoding: kept.file, as: UTF8.self) + String(decoding: kept.api, as: UTF8.self)
    }
}
