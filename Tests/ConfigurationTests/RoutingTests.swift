import Configuration
import IPC
import Testing

/// Combos and aliases.
@Suite struct RoutingTests {
    /// Two accounts that list their models, and one that passes every name on.
    static let connections = """
        connections:
          - {name: work, provider: openai-compatible, base_url: 'http://h', models: [m, big, org/deep]}
          - {name: backup, provider: openai-compatible, base_url: 'http://h', models: [m]}
          - {name: third, provider: openrouter, prefix: open}

        """

    private func route(_ text: String) throws -> RouteConfiguration {
        try load(Self.connections + text).route
    }

    @Test func theExampleOfTheManual() throws {
        let route = try route(
            """
            combos:
              - name: always-on
                strategy: priority
                models: [work/m, {model: backup/m, weight: 2}]
                attempts: 3
                first_token_timeout: 15s
                idle_timeout: 30s
                hold: false
            aliases: {fast: work/m, "claude-*": always-on}
            """)
        #expect(
            route.combos == [
                Combo(
                    name: "always-on", strategy: .priority,
                    entries: [
                        ComboEntry(model: "work/m", weight: 1),
                        ComboEntry(model: "backup/m", weight: 2),
                    ], attempts: 3, firstTokenMs: 15_000, idleMs: 30_000)
            ])
        #expect(
            route.aliases == [
                Alias(pattern: "fast", model: "work/m"),
                Alias(pattern: "claude-*", model: "always-on"),
            ])
    }

    @Test(
        arguments: [
            ("priority", .priority), ("fill-first", .priority), ("round-robin", .roundRobin),
            ("p2c", .p2C), ("random", .random), ("least-used", .leastUsed),
            ("cost-optimized", .costOptimized), ("weighted", .weighted),
            ("lowest-latency", .lowestLatency), ("tiered", .tiered),
        ] as [(String, Strategy)])
    func everyStrategyHasAName(name: String, strategy: Strategy) throws {
        let route = try route("combos: [{name: c, strategy: \(name), models: [work/m]}]\n")
        #expect(route.combos[0].strategy == strategy)
    }

    @Test func aComboMayBeSwitchedOffAndStickAndWait() throws {
        let combo = try route(
            "combos: [{name: c, strategy: round-robin, sticky: 3, enabled: false, hold: true, models: [work/m]}]\n"
        ).combos[0]
        #expect(combo.disabled && combo.hold)
        #expect(combo.sticky == 3)
    }

    @Test(arguments: [
        "work/m", "work/org/deep", "open/anything/at-all", "open/*", "openrouter/x", "work/*",
        "openai-compatible/m", "m", "big", "org/deep", "inner", "combo/inner", "fast", "gpt-9",
    ]) func anEntryMayBe(_ name: String) throws {
        let route = try route(
            "combos:\n  - {name: c, models: ['\(name)']}\n  - {name: inner, models: [work/m]}\naliases: {fast: inner, 'gpt-?': open/*}\n"
        )
        #expect(route.combos[0].entries == [ComboEntry(model: name, weight: 1)])
    }

    @Test(arguments: [
        ("{models: [work/m]}", "6:5: a combo needs the field `name`"),
        ("{name: c}", "6:5: a combo needs the field `models`"),
        ("{name: c, models: []}", "6:23: `models` is empty"),
        (
            "{name: a/b, models: [work/m]}",
            "6:12: `name` may have letters, digits, `.`, `_` and `-` only, at most 64"
        ),
        (
            "{name: c, strategy: roundrobin, models: [work/m]}",
            "6:25: `strategy` must be one of priority, fill-first, round-robin, p2c, random, least-used, cost-optimized, weighted, lowest-latency, tiered; did you mean `round-robin`?"
        ),
        (
            "{name: c, models: [wrok/m]}",
            "6:24: `wrok/m` names a prefix that no connection has; did you mean `work/m`?"
        ),
        (
            "{name: c, models: [work/bgi]}",
            "6:24: `work/bgi` names a model that no connection with the prefix `work` lists; did you mean `work/big`?"
        ),
        (
            "{name: c, models: [d]}",
            "6:24: `d` is no combo, alias or listed model; name a model of a provider as `prefix/model`; did you mean `c`?"
        ),
        (
            "{name: c, models: [third/m]}",
            "6:24: `third/m` names the connection `third`, whose models begin with `open/`"
        ),
        ("{name: c, models: [open/]}", "6:24: `open/` names no model"),
        (
            "{name: c, models: [7]}",
            "6:24: an entry of a combo must be text; found a number; put it in quotes"
        ),
        ("{name: c, models: [{weight: 2}]}", "6:24: an entry of a combo needs the field `model`"),
        (
            "{name: c, models: [{model: work/m, weight: -1}]}",
            "6:48: `weight` must be between 0 and 1000000"
        ),
        ("{name: c, models: [work/m], attempts: 0}", "6:43: `attempts` must be between 1 and 16"),
        (
            "{name: c, models: [work/m], sticky: 2}",
            "6:33: `sticky` is for the strategy round-robin only"
        ),
        ("{name: c, models: [c]}", "6:12: combos go in a circle: c → c"),
        (
            "{name: c, models: [work/m]}\n  - {name: c, models: [work/m]}",
            "7:12: there are two combos named `c`; the first is in line 6"
        ),
        (
            "{name: a, models: [b]}\n  - {name: b, models: [work/m, loop]}\naliases: {loop: a}",
            "6:12: combos go in a circle: a → b → a"
        ),
        (
            "{name: d, models: [work/m]}\n  - {name: c, models: [d, work/m]}\n  - {name: b, models: [work/m, c]}\n  - {name: a, models: [d, b]}",
            "9:12: combos are nested deeper than 3: a → b → c → d"
        ),
    ]) func aComboIsRefused(text: String, error: String) {
        #expect(errors(of: Self.connections + "combos:\n  - \(text)\n") == "c.yaml:" + error)
    }

    @Test(arguments: [
        (
            "{a: b, b: a}",
            "c.yaml:5:11: this alias goes in a circle: a → b → a\nc.yaml:5:17: this alias goes in a circle: b → a → b"
        ),
        (
            "{a: b, b: c, c: d, d: e, e: work/m}",
            "c.yaml:5:11: this alias is longer than 4 aliases: a → b → c → d → e → work/m"
        ),
        (
            "{a: wrok/m}",
            "c.yaml:5:14: `wrok/m` names a prefix that no connection has; did you mean `work/m`?"
        ),
        (
            "{a: 7}",
            "c.yaml:5:14: what an alias stands for must be text; found a number; put it in quotes"
        ),
        ("{'a b': work/m}", "c.yaml:5:11: an alias has at most 200 bytes, and no spaces"),
        ("[a]", "c.yaml:5:10: `aliases` must be a mapping; found a list"),
    ]) func anAliasIsRefused(text: String, error: String) {
        #expect(errors(of: Self.connections + "aliases: \(text)\n") == error)
    }

    @Test func anAliasMustNotHideBehindACombo() {
        #expect(
            errors(
                of: Self.connections
                    + "combos: [{name: c, models: [work/m]}]\naliases: {c: work/m}\n")
                == "c.yaml:6:11: there is a combo named `c`, which wins")
    }

    @Test func aPatternForEverythingLeavesPrefixesAlone() throws {
        let route = try route(
            "combos: [{name: always-on, models: [work/m, backup/m]}]\naliases: {'*': always-on, 'big*': work/big}\n"
        )
        #expect(route.aliases.count == 2)
        #expect(
            errors(
                of: Self.connections
                    + "combos: [{name: always-on, models: [m]}]\naliases: {'*': always-on}\n")
                == "c.yaml:5:17: combos go in a circle: always-on → always-on")
    }

    @Test func aComboNamedAsAPrefixIsTaken() throws {
        let route = try route("combos: [{name: work, models: [work/m]}]\n")
        #expect(route.combos[0].name == "work")
    }

    @Test func manyCombosAreReadAtOnce() throws {
        let combos = (0..<900).map { index in
            "  - {name: c\(index), models: [work/m, open/x\(index), c900]}\n"
        }
        let route = try route(
            "combos:\n  - {name: c900, models: [work/m]}\n" + combos.joined())
        #expect(route.combos.count == 901)
    }
}
