import Foundation
import Store
import Testing

@testable import Admin

@Suite struct AdminStoreLayersTests {
    @Test func keepsLayersAndWhatIsPending() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("omni-layers-\(UUID().uuidString).db").path
        defer {
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
        }
        let store = try AdminStore(path: path)
        #expect(try store.loadLayers() == KeptLayers())
        let pending = KeptLayers.Pending(process: 7, since: 1_000_000, reach: .file)
        let others = KeptLayers.Pending(process: 8, since: 1_000_000)
        #expect(try !store.begin(pending, after: 1))
        #expect(try store.begin(pending, after: 0))
        #expect(try store.pending() == pending)
        #expect(try !store.begin(others, after: 0))
        #expect(try !store.replacePending(others, with: nil))
        #expect(try store.pending() == pending)
        var layers = KeptLayers(
            generation: 1, routeGeneration: 5, file: Array("{}\n".utf8), api: Array("{ }".utf8))
        #expect(try !store.keep(layers, after: 0, ending: others))
        #expect(try !store.keep(layers, after: 1, ending: pending))
        #expect(try store.keep(layers, after: 0, ending: pending))
        #expect(try store.loadLayers() == layers)
        // Nothing is pending any more.
        #expect(try !store.keep(layers, after: 1, ending: pending))
        // The same number again: secrets have changed, and nothing else.
        #expect(try store.begin(others, after: 1))
        #expect(try store.keep(layers, after: 1, ending: others))
        layers.generation = 2
        #expect(try store.begin(pending, after: 1))
        #expect(try store.replacePending(pending, with: others))
        #expect(try !store.keep(layers, after: 1, ending: pending))
        #expect(try store.replacePending(others, with: nil))
        #expect(try store.pending() == nil)
        try store.setRouteGeneration(6)
        #expect(try store.loadLayers().routeGeneration == 6)
        #expect(try store.generation() == 1)
        store.close()
    }
}

extension AdminStore {
    /// Keeps what nothing is noted of.
    fileprivate func keep(
        _ layers: KeptLayers, after base: UInt64, ending pending: KeptLayers.Pending
    ) throws(StoreError) -> Bool {
        var none: AuditEntry?
        return try keep(layers, after: base, ending: pending, noting: &none)
    }
}
