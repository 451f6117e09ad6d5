import IPC
import Testing

@testable import Route

/// What names stand for.
@Suite struct PlanTests {
    private static let connections = [
        server("work", models: ["m", "n"], provider: "openai"),
        server("home", models: ["m"], provider: "openai"),
        server("open"), server("backup", models: ["m", "claude-opus"]),
    ]

    private static func desk(_ combos: [Combo] = [], _ aliases: [Alias] = []) -> Desk {
        Desk(connections, combos: combos, aliases: aliases)
    }

    @Test func aProvidersIDIsAPrefixToo() {
        let desk = Self.desk()
        #expect(desk.names("openai/m") == ["work/m", "home/m"])
        #expect(desk.names("openai/n") == ["work/n"])
        #expect(desk.names("work/m") == ["work/m"])
        // It names a dialect, not a provider.
        #expect(desk.names("openai-compatible/m")[0].hasPrefix("model_not_found"))
    }

    @Test func aComboWinsOverAModelOfItsName() {
        let desk = Self.desk([combo("n", ["backup/m", "open/x"])])
        #expect(desk.names("n") == ["backup/m", "open/x"])
        #expect(desk.names("combo/n") == ["backup/m", "open/x"])
        #expect(desk.names("work/n") == ["work/n"])
    }

    @Test func aComboWinsOverAnAlias() {
        let desk = Self.desk(
            [combo("fast", ["open/x"])], [Alias(pattern: "fast", model: "work/m")])
        #expect(desk.names("fast") == ["open/x"])
    }

    @Test func aComboThatIsSwitchedOffDoesNotExist() {
        var off = combo("off", ["open/x"])
        off.disabled = true
        let desk = Self.desk([off, combo("on", ["off", "work/m"]), combo("none", ["off"])])
        #expect(desk.names("off") == ["model_not_found: The combo `off` is switched off."])
        #expect(desk.names("on") == ["work/m"])
        #expect(
            desk.names("none") == [
                "model_not_found: No connection serves any entry of the combo `none`."
            ])
    }

    @Test func anExactAliasWinsAndTheMostExactPatternFollows() {
        let aliases = [
            Alias(pattern: "*", model: "open/any"), Alias(pattern: "claude-*", model: "open/c"),
            Alias(pattern: "CLAUDE-sonnet-4-*", model: "open/s4"),
            Alias(pattern: "claude-sonnet-4-5", model: "open/exact"),
            Alias(pattern: "gpt-?", model: "open/g"),
        ]
        let desk = Self.desk([], aliases)
        #expect(desk.names("claude-sonnet-4-5") == ["open/exact"])
        #expect(desk.names("Claude-Sonnet-4-6") == ["open/s4"])
        #expect(desk.names("claude-opus") == ["open/c"])
        #expect(desk.names("gpt-5") == ["open/g"])
        // Everything else goes where the star leads, but not what other aliases and combos lead to.
        #expect(desk.names("gpt-55") == ["open/any"])
        #expect(desk.names("work/m") == ["open/any"])
    }

    @Test func aliasesFollowPatternsToNamesNobodyServes() {
        let desk = Self.desk(
            [combo("c", ["work/m", "smart"])],
            [
                Alias(pattern: "*", model: "open/any"), Alias(pattern: "fast", model: "claude-x"),
                Alias(pattern: "claude-*", model: "backup/m"),
            ])
        #expect(desk.names("fast") == ["backup/m"])
        #expect(desk.names("c") == ["work/m", "open/any"])
    }

    @Test func patternsOfOneExactnessAreTakenAsWritten() {
        let desk = Self.desk(
            [], [Alias(pattern: "a*c", model: "open/1"), Alias(pattern: "*bc", model: "open/2")])
        #expect(desk.names("abc") == ["open/1"])
    }

    @Test func aliasesFollowOneAnotherAndEnd() {
        let aliases = [
            Alias(pattern: "a", model: "b"), Alias(pattern: "b", model: "c"),
            Alias(pattern: "c", model: "work/m"), Alias(pattern: "x", model: "y"),
            Alias(pattern: "y", model: "x"), Alias(pattern: "1", model: "2"),
            Alias(pattern: "2", model: "3"), Alias(pattern: "3", model: "4"),
            Alias(pattern: "4", model: "5"), Alias(pattern: "5", model: "work/m"),
        ]
        let desk = Self.desk([], aliases)
        #expect(desk.names("a") == ["work/m"])
        #expect(desk.names("x")[0].hasPrefix("model_not_found"))
        #expect(desk.names("2") == ["work/m"])
        #expect(desk.names("1")[0].hasPrefix("model_not_found"))
    }

    @Test func aStarBehindAPrefixIsTheModelAskedFor() {
        let desk = Self.desk(
            [combo("claude-opus", ["backup/*", "open/*"]), combo("any", ["work/*", "open/*"])],
            [Alias(pattern: "gpt-*", model: "open/*"), Alias(pattern: "openai/*", model: "any")])
        #expect(desk.names("claude-opus") == ["backup/claude-opus", "open/claude-opus"])
        #expect(desk.names("gpt-9") == ["open/gpt-9"])
        #expect(desk.names("openai/m") == ["work/m", "open/m"])
        // Nobody lists it at the first, so that only the second is left.
        #expect(desk.names("any") == ["open/any"])
        // The star that a client writes is its own.
        #expect(desk.names("open/*") == ["open/*"])
    }

    @Test func nestedCombosKeepTheirPlaceAndTheirOrder() throws {
        let desk = Self.desk([
            combo("outer", ["open/1", "inner", "open/4"]),
            combo("inner", ["open/2", "deep"], .random), combo("deep", ["open/3"]),
        ])
        #expect(desk.names("outer") == ["open/1", "open/2", "open/3", "open/4"])
        let plan = try desk.resolver.resolve("outer")
        #expect(plan.entries.map(\.position) == [0, 1, 2])
        guard case .combo(let inner) = plan.entries[1].body else {
            Issue.record("not nested")
            return
        }
        #expect(inner.strategy == .random)
    }

    @Test func cyclesAndDepthEndWithoutAnError() {
        let desk = Self.desk([
            combo("a", ["b", "open/1"]), combo("b", ["a", "open/2"]),
            combo("d1", ["d2", "open/1"]), combo("d2", ["d3", "open/2"]),
            combo("d3", ["d4", "open/3"]), combo("d4", ["open/4"]),
        ])
        #expect(desk.names("a") == ["open/2", "open/1"])
        #expect(desk.names("d1") == ["open/3", "open/2", "open/1"])
    }

    @Test func entriesNobodyServesAreSkippedAndNamed() throws {
        let desk = Self.desk([combo("c", ["gone/m", "work/zzz", "m", "work/m"])])
        #expect(desk.names("c") == ["work/m"])
        // The bare name is ambiguous.
        #expect(try desk.resolver.resolve("c").unserved == ["gone/m", "work/zzz", "m"])
    }

    @Test func optionsAreTheOuterCombos() throws {
        var outer = combo("outer", ["inner"])
        outer.attempts = 5
        outer.firstTokenMs = 15_000
        outer.hold = true
        var inner = combo("inner", ["open/m", "work/m"])
        inner.attempts = 9
        let plan = try Self.desk([outer, inner]).resolver.resolve("outer")
        #expect(plan.options == PlanOptions(attempts: 5, firstTokenMs: 15_000, hold: true))
        #expect(plan.combo == "outer")
        #expect(plan.attempts == 5)
    }

    @Test func withoutAWordThereIsOneAttemptMoreThanCandidates() throws {
        let many = combo("many", (0..<40).map { "open/\($0)" })
        let desk = Self.desk([combo("two", ["open/1", "open/2", "open/3"]), many])
        #expect(try desk.resolver.resolve("open/m").attempts == 3)
        #expect(try desk.resolver.resolve("two").attempts == 4)
        #expect(try desk.resolver.resolve("many").attempts == Limits.attempts)
    }

    @Test func combosAndAliasesAreSuggested() {
        let desk = Self.desk(
            [combo("always-on", ["open/m"])], [Alias(pattern: "quick", model: "work/m")])
        #expect(
            desk.names("allways-on") == [
                "model_not_found: The model `allways-on` does not exist. Did you mean `always-on`?"
            ])
        #expect(desk.names("qick")[0].hasSuffix("Did you mean `quick`?"))
    }

    @Test func aConnectionThatIsSwitchedOffIsKnownButNotListed() {
        var off = server("off", models: ["special"])
        off.disabled = true
        let desk = Desk([off, server("on", models: ["m"])])
        #expect(desk.names("off/special") == ["off/special"])
        #expect(desk.names("special")[0].hasPrefix("model_not_found"))
        #expect(
            desk.denial("off/special")?.message
                == "Every connection that serves the model `off/special` is switched off.")
        #expect(desk.denial("off/special")?.code == .modelNotFound)
    }

    @Test func accountsStandByPriorityThenAsWritten() {
        var late = connection("late", prefix: "acc")
        late.priority = 2
        var middle = connection("middle", prefix: "acc")
        middle.priority = 1
        let desk = Desk([
            late, connection("a", prefix: "acc"), middle, connection("b", prefix: "acc"),
        ])
        #expect(desk.names("acc/m") == ["a/m", "b/m", "middle/m", "late/m"])
    }

    @Test func aHugeComboIsCut() throws {
        let wide = (0..<100).map { "open/\($0)" }
        let desk = Self.desk([
            combo("wide", wide), combo("wider", Array(repeating: "wide", count: 100)),
            combo("widest", Array(repeating: "wider", count: 100)),
        ])
        let plan = try desk.resolver.resolve("widest")
        #expect(plan.candidates.count <= Limits.planEntries)
        #expect(!plan.candidates.isEmpty)
    }
}
