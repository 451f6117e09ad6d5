internal import IPC
internal import Yams

/// Reads `cache`: true, or what it is bounded by.
struct CacheReader {
    let problems: Problems

    private static let known = ["enabled", "ttl", "entries", "size", "any_temperature"]

    /// The settings; nil when nothing is said.
    func read(_ fields: Fields) -> CacheSettings? {
        guard let node = fields.node("cache") else { return nil }
        if node.scalar != nil {
            return fields.bool("cache") == true ? CacheSettings(enabled: true) : nil
        }
        guard let fields = Fields(node, "`cache`", known: Self.known, problems) else { return nil }
        var settings = CacheSettings(enabled: fields.bool("enabled") ?? true)
        if let seconds = fields.quantity("ttl", .window) { settings.ttlS = UInt32(seconds) }
        if let entries = fields.integer("entries", in: Limits.cacheEntries) {
            settings.maxEntries = UInt32(entries)
        }
        let size = Quantity.byteCount.within(Limits.cacheBytes, "between 1MB and 1GiB")
        settings.maxBytes = fields.quantity("size", size) ?? 0
        settings.anyTemperature = fields.bool("any_temperature") ?? false
        return settings
    }
}
