import Configuration
import IPC
import Logging

@testable import Admin

/// A keeper between a store in memory and daemons that are none.
final class KeeperBench {
    let store: MemoryLayerStore
    let daemons: FakeDaemons
    let keeper: ConfigurationKeeper
    private let clock: Clock

    private final class Clock {
        /// Microseconds since 1970: 2026-11-29T20:00:00Z at first.
        var wall: Int64 = 1_795_982_400_000_000
    }

    init(
        store: MemoryLayerStore = MemoryLayerStore(), daemons: FakeDaemons = FakeDaemons(),
        process: Int32 = 100, alive: Set<Int32> = []
    ) throws {
        let clock = Clock()
        self.clock = clock
        self.store = store
        self.daemons = daemons
        keeper = try ConfigurationKeeper(
            store: store, target: daemons,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            process: ConfigurationKeeper.Process(id: process) { alive.contains($0) },
            wallMicroseconds: { clock.wall }, monotonic: { 0 })
    }

    /// Moves the wall clock.
    func advance(seconds: Int64) {
        clock.wall += seconds * 1_000_000
    }

    /// The wall clock.
    var wall: Int64 { clock.wall }

    /// Makes a change that ends at once.
    func change(_ change: LayerChange) throws(APIError) -> LayerOutcome {
        var outcome: Result<LayerOutcome, APIError>?
        keeper.change(change) { outcome = $0 }
        guard let outcome else { throw APIError(.timeout, "never", "It did not end.") }
        return try outcome.get()
    }

    /// Makes a text the file's layer.
    @discardableResult
    func applyFile(_ json: String, isTrial: Bool = false) throws -> LayerOutcome {
        let document = try Document(json: Array(json.utf8))
        return try change(
            LayerChange(reach: .file, isTrial: isTrial) { layers in
                var next = layers
                next.file = document
                return next
            })
    }

    /// Adds or replaces a connection of the API's layer.
    @discardableResult
    func put(_ name: String, _ json: String) throws -> LayerOutcome {
        let document = try Document(json: Array("{\"connections\":[\(json)]}".utf8))
        return try change(
            LayerChange { layers in
                var next = layers
                next.api[.connections, name] = document[.connections, name]
                return next
            })
    }

    /// A connection that is valid.
    static func connection(_ name: String, key: String = "", host: String = "llm") -> String {
        let secret = key.isEmpty ? "" : #","api_key":"\#(key)""#
        return
            #"{"name":"\#(name)","provider":"openai-compatible","base_url":"https://\#(host).example.com/v1","models":["m"]\#(secret)}"#
    }

    /// The secret that egress uses for a connection.
    func secret(_ name: String) -> String? {
        daemons.vault["c-\(name)"].map { String(decoding: $0.secret, as: UTF8.self) }
    }
}
