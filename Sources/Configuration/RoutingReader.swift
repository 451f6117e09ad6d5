internal import IPC

/// Reads the settings about decisions.
struct RoutingReader {
    let problems: Problems
    let secrets: SecretReader
    let providers: Providers
    let book: NameBook

    /// The fields that it reads.
    static let names = [
        "zone", "account_strategy", "account_sticky", "blocked_providers", "decision_headers",
        "cache", "idempotency_window",
    ]

    /// The settings; what is not named keeps its default.
    func read(_ fields: Fields) -> RoutingSettings {
        var settings = RoutingSettings()
        settings.accountStrategy =
            fields.choice("account_strategy", Choices.strategies) ?? .priority
        settings.sticky = UInt32(fields.integer("account_sticky", in: Limits.sticky) ?? 0)
        settings.blockedProviders = readBlocked(fields)
        settings.hideDecisions = fields.bool("decision_headers") == false
        settings.zone = readZone(fields)
        settings.cache = CacheReader(problems: problems, book: book).read(fields)
        let window = Quantity.duration.within(Limits.idempotency, "between 1ms and 10m")
        settings.idempotencyWindowMs = UInt32(fields.quantity("idempotency_window", window) ?? 0)
        return settings
    }

    private func readBlocked(_ fields: Fields) -> [String] {
        let written = fields.texts(
            "blocked_providers", "a blocked provider", atMost: Limits.blockedProviders)
        return written.compactMap { text, mark in
            if let entry = providers.entry(text) { return entry.id }
            let near = problems.isFull ? nil : providers.nearest(text)
            let hint = near.map { " `\(text)`; did you mean `\($0)`?" } ?? ""
            problems.add(mark, "unknown provider\(hint)")
            return nil
        }
    }

    /// The zone's name; empty for UTC.
    private func readZone(_ fields: Fields) -> String {
        guard let zone = fields.text("zone"), zone != "UTC" else { return "" }
        let mark = fields.valueMark(of: "zone")
        guard Self.isZone(zone) else {
            problems.add(mark, "`zone` must be the name of a time zone such as `Europe/Berlin`")
            return ""
        }
        let path = "/usr/share/zoneinfo/" + zone
        do throws(UnreadableFile) {
            let bytes = try secrets.sources.read(path, Limits.zoneBytes)
            if bytes.starts(with: "TZif".utf8) { return zone }
        } catch {
            // Said below: a file that is there and no zone is as good as none.
        }
        problems.add(mark, "`zone`: this machine does not know the time zone `\(zone)`")
        return ""
    }

    private static func isZone(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "/_+-".utf8.contains($0)
        }
        return isPlain && name.utf8.count <= Limits.nameCharacters
            && name.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty }
    }
}
