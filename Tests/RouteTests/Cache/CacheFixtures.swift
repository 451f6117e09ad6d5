import IPC

@testable import Route

/// Moments, keys and answers for tests of what is kept.
enum CacheFixtures {
    static let second: UInt64 = 1_000_000_000

    /// A moment some seconds after the start.
    static func moment(_ seconds: Double) -> Moment {
        Moment(now: 1000 * second + UInt64(seconds * 1e9), wall: 1_800_000_000_000_000)
    }

    /// Time left until some seconds after the start.
    static func deadline(_ seconds: Double) -> UInt64 { moment(seconds).now }

    /// A key of the cache, for a request with a temperature of 0 or without.
    static func key(_ number: UInt8, isDeterministic: Bool = true) -> [UInt8] {
        [isDeterministic ? 1 : 0] + [UInt8](repeating: number, count: 32)
    }

    /// An answer of some bytes.
    static func answer(
        _ text: String = "answer", bytes: Int? = nil, connection: String = "c1",
        model: String = "m"
    ) -> KeptAnswer {
        var lease = Lease()
        lease.leaseID = 7
        lease.connectionID = connection
        lease.model = model
        var usage = Usage()
        usage.input = 100
        usage.output = 20
        return KeptAnswer(
            lease: lease, headers: [Header(name: "content-type", value: "application/json")],
            body: bytes.map { [UInt8](repeating: 0x20, count: $0) } ?? Array(text.utf8),
            usage: usage)
    }

    /// A cache that is switched on.
    static func cache(
        entries: UInt32 = 0, bytes: UInt64 = 0, ttl: UInt32 = 0, anyTemperature: Bool = false
    ) -> AnswerCache {
        var cache = AnswerCache()
        cache.apply(
            settings(entries: entries, bytes: bytes, ttl: ttl, anyTemperature: anyTemperature),
            translation: TranslationSettings())
        return cache
    }

    static func settings(
        entries: UInt32 = 0, bytes: UInt64 = 0, ttl: UInt32 = 0, anyTemperature: Bool = false
    ) -> CacheSettings {
        var settings = CacheSettings()
        settings.enabled = true
        settings.maxEntries = entries
        settings.maxBytes = bytes
        settings.ttlS = ttl
        settings.anyTemperature = anyTemperature
        return settings
    }
}
