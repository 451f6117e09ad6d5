import Configuration
import IPC
import Testing

/// The settings about decisions and about who comes to the door.
@Suite struct SettingsTests {
    private func route(_ text: String) throws -> RouteConfiguration {
        try load(
            "settings:\n  \(text)\n", files: ["/usr/share/zoneinfo/Europe/Berlin": "TZif2"]
        ).route
    }

    private func problem(_ text: String) -> String {
        errors(
            of: "settings:\n  \(text)\n",
            files: ["/usr/share/zoneinfo/zone.tab": "# no zone"])
    }

    @Test func whatIsNotSaidChangesNothing() throws {
        #expect(try route("heartbeat: 15s") == LoadedConfiguration.empty.route)
        #expect(
            try route("decision_headers: true\n  guard: off\n  zone: UTC\n  cache: false").routing
                == nil)
    }

    @Test func decisions() throws {
        let routing = try route(
            """
            zone: Europe/Berlin
              account_strategy: round-robin
              account_sticky: 3
              blocked_providers: [openai, groq]
              decision_headers: false
              cache: {ttl: 2h, entries: 100, size: 8MiB, any_temperature: true}
              idempotency_window: 10s
            """
        ).routing
        #expect(
            routing
                == RoutingSettings(
                    accountStrategy: .roundRobin, sticky: 3, blockedProviders: ["openai", "groq"],
                    hideDecisions: true, zone: "Europe/Berlin",
                    cache: CacheSettings(
                        enabled: true, ttlS: 7200, maxEntries: 100, maxBytes: 8 << 20,
                        anyTemperature: true), idempotencyWindowMs: 10_000))
    }

    @Test func theCacheHasAShortForm() throws {
        #expect(try route("cache: true").routing?.cache == CacheSettings(enabled: true))
        #expect(
            try route("cache: {enabled: false, ttl: 1m}").routing?.cache
                == CacheSettings(ttlS: 60))
    }

    @Test(
        arguments: [
            ("off", .off), ("warn", .warn), ("block", .block), ("redact", .redact),
        ] as [(String, GuardMode)])
    func theGuard(name: String, mode: GuardMode) throws {
        #expect(
            try (route("guard: \(name)").translation ?? TranslationSettings()).guard == mode)
    }

    @Test func addresses() throws {
        let door = try #require(
            try route(
                """
                addresses: {allow: [192.0.2.7, 10.0.0.0/8, "2001:DB8::/32", "::1", 1.2.3.4/32]}
                  address_rates: [300/1m]
                  trusted_proxies: [127.0.0.1]
                """
            ).settings)
        #expect(
            door.addresses
                == AddressFilter(
                    mode: .allow,
                    addresses: ["192.0.2.7", "10.0.0.0/8", "2001:db8::/32", "::1", "1.2.3.4"]))
        #expect(door.addressRates == [RateWindow(requests: 300, seconds: 60)])
        #expect(door.trustedProxies == ["127.0.0.1"])
        #expect(
            try route("addresses: {deny: []}").settings?.addresses == AddressFilter(mode: .deny))
    }

    @Test(arguments: [("loopback", AdminAccess.loopback), ("any", .any), ("off", .off)])
    func admin(word: String, access: AdminAccess) throws {
        #expect(try route("admin: {access: \(word)}").settings?.admin == access)
        #expect(try route("admin: {}").settings?.admin == .loopback)
    }

    @Test(arguments: [
        ("{model: work/e}", UInt32(0)), ("{model: work/e, threshold: 0.5}", 500),
        ("{model: work/e, threshold: 0.875}", 875), ("{model: work/e, threshold: 1}", 1000),
    ]) func theSemanticCache(text: String, permille: UInt32) throws {
        let cache = try load(Self.cached(text)).route.routing?.cache
        #expect(
            cache
                == CacheSettings(
                    enabled: true, semanticModel: "work/e", semanticThresholdPermille: permille))
    }

    @Test(arguments: [
        ("0.4", "`threshold` must be between 0.5 and 1, with at most 3 decimals"),
        ("0.9001", "`threshold` must be between 0.5 and 1, with at most 3 decimals"),
        ("1.1", "`threshold` must be between 0 and 1"),
        ("high", "`threshold` must be a decimal number such as `2`, `0.6` or `12.50`"),
    ]) func aThresholdIsRefused(value: String, error: String) {
        #expect(
            errors(of: Self.cached("{model: work/e, threshold: \(value)}"))
                == "c.yaml:4:66: " + error)
    }

    private static func cached(_ semantic: String) -> String {
        """
        connections:
          - {name: work, provider: openai-compatible, base_url: http://h}
        settings:
          cache: {enabled: true,    semantic: \(semantic)}

        """
    }

    private static let address =
        "an address must be an IP address or a network such as `192.0.2.7`, `10.0.0.0/8` or `2001:db8::/32`"

    @Test(arguments: [
        ("addresses: {}", "2:14: `addresses` needs one of the fields allow, deny"),
        ("addresses: {allow: []}", "2:22: `allow` would let nobody in"),
        ("addresses: {deny: [10.0.0.1/8]}", "2:22: " + address),
        ("addresses: {deny: [10.0.0.0/33]}", "2:22: " + address),
        ("addresses: {deny: [10.0.*.*]}", "2:22: " + address),
        ("addresses: {deny: [h]}", "2:22: " + address),
        ("addresses: {deny: ['::ffff:1.2.3.4']}", "2:22: " + address),
        ("trusted_proxies: [10.0.0.1/]", "2:21: " + address),
        (
            "zone: Berlin time",
            "2:9: `zone` must be the name of a time zone such as `Europe/Berlin`"
        ),
        (
            "zone: ../../etc/passwd",
            "2:9: `zone` must be the name of a time zone such as `Europe/Berlin`"
        ),
        (
            "zone: Europe/Berln",
            "2:9: `zone`: this machine does not know the time zone `Europe/Berln`"
        ),
        ("zone: zone.tab", "2:9: `zone` must be the name of a time zone such as `Europe/Berlin`"),
        ("guard: loud", "2:10: `guard` must be one of off, warn, block, redact"),
        ("blocked_providers: [opnai]", "2:23: unknown provider `opnai`; did you mean `openai`?"),
        ("account_sticky: 0", "2:19: `account_sticky` must be between 1 and 1000"),
        ("idempotency_window: 11m", "2:23: `idempotency_window` must be between 1ms and 10m"),
        ("cache: {size: 2GB}", "2:17: `size` must be between 1MB and 1GiB"),
        (
            "cache: {ttl: 1}",
            "2:16: `ttl` needs a unit: a length of time such as `30s`, `1m`, `5h` or `7d`"
        ),
        ("admin: any", "2:10: `admin` must be a mapping with the fields access; found text"),
        (
            "admin: {access: localhost}",
            "2:19: `access` must be one of loopback, any, off"
        ),
        ("cache: {semantic: {}}", "2:21: `semantic` needs the field `model`"),
        (
            "cache: {semantic: {model: e}}",
            "2:29: `model` must be an embeddings model such as `prefix/model`"
        ),
        (
            "cache: {semantic: {model: work/e}}",
            "2:29: `model` names a prefix that no connection has"
        ),
        ("cache: sometimes", "2:10: `cache` must be true or false; found text"),
    ]) func isRefused(text: String, error: String) {
        #expect(problem(text) == "c.yaml:" + error)
    }
}
