import IPC
import Testing

@testable import Route

/// What a key may use.
@Suite struct ScopeTests {
    private static func desk(_ models: [String], _ providers: [String] = []) -> Desk {
        let desk = Desk(
            [
                server("work", models: ["m", "n"], provider: "openai"),
                server("home", models: ["m"], provider: "openai"),
                server("backup", models: ["m", "b"]),
            ],
            combos: [
                combo("always-on", ["work/m", "backup/m"]),
                combo("outer", ["always-on", "home/m"]),
            ],
            aliases: [
                Alias(pattern: "fast", model: "work/n"), Alias(pattern: "x-*", model: "fast"),
            ])
        desk.scope = KeyScope(models: models, providers: providers)
        return desk
    }

    @Test func withoutPatternsAllIsAllowed() {
        #expect(KeyScope(ClientKey()).isOpen)
        #expect(KeyScope(models: ["*"], providers: ["*"]).isOpen)
        #expect(!KeyScope(models: [""], providers: []).isOpen)
        #expect(Self.desk([]).choose("always-on") == "work/m")
    }

    @Test(arguments: ["work/m", "WORK/M", "work/*", "openai/m", "OpenAI/*", "*/m", "w?rk/*", "w*"])
    func patternsAllowAModel(_ pattern: String) {
        #expect(Self.desk([pattern]).choose("work/m") == "work/m")
    }

    @Test(arguments: ["work/n", "backup/*", "work", "m", "wor/*", "", "work/m/x", "always-on"])
    func otherPatternsDoNot(_ pattern: String) {
        let denial = Self.desk([pattern]).denial("work/m")
        #expect(denial?.code == .modelNotAllowed)
        #expect(denial?.message == "This key may not use the model `work/m`.")
        #expect(denial?.refusal.status == 403)
        #expect(denial?.refusal.param == "model")
    }

    @Test func aComboIsCutToWhatTheKeyMayUse() {
        let desk = Self.desk(["backup/*"])
        #expect(desk.choose("always-on") == "backup/m")
        #expect(desk.choose("outer") == "backup/m")
        #expect(Self.desk(["home/*"]).choose("always-on") == "model_not_allowed")
    }

    @Test func aComboAllowedByNameMayUseAllOfIt() {
        let desk = Self.desk(["always-on"])
        #expect(desk.choose("always-on") == "work/m")
        #expect(desk.choose("combo/always-on") == "work/m")
        #expect(desk.choose("work/m") == "model_not_allowed")
        // Inside of another combo it is the same combo.
        #expect(desk.choose("outer") == "work/m")
        desk.standing.obstacles = [
            "work": Obstacle(.coolingDown, until: 99_000_000_000),
            "backup": Obstacle(.coolingDown, until: 99_000_000_000),
        ]
        #expect(desk.choose("outer") == "no_target_available")
    }

    @Test func anAliasAllowedByNameMayBeUsed() {
        #expect(Self.desk(["fast"]).choose("fast") == "work/n")
        #expect(Self.desk(["fast"]).choose("work/n") == "model_not_allowed")
        #expect(Self.desk(["fast"]).choose("x-1") == "work/n")
        // The client made this name up.
        #expect(Self.desk(["x-1"]).choose("x-1") == "model_not_allowed")
    }

    @Test func providersAreAllowedByPrefixIDOrName() {
        #expect(Self.desk([], ["openai"]).choose("work/m") == "work/m")
        #expect(Self.desk([], ["WORK"]).choose("work/m") == "work/m")
        #expect(Self.desk([], ["work"]).choose("home/m") == "model_not_allowed")
        #expect(Self.desk(["home/*"], ["work"]).choose("home/m") == "model_not_allowed")
        // By name a combo may be used, but not its other providers.
        #expect(Self.desk(["always-on"], ["backup"]).choose("always-on") == "backup/m")
    }

    @Test func anAmbiguousNameIsNotAmbiguousForWhoMayUseOneMeaning() {
        #expect(Self.desk([]).denial("m")?.code == .ambiguousModel)
        #expect(Self.desk(["backup/*"]).choose("m") == "backup/m")
        let denial = Self.desk(["openai/*"]).denial("m")
        #expect(
            denial?.message
                == "Several providers offer a model named `m`: write `work/m` or `home/m`.")
        #expect(Self.desk(["backup/b"]).denial("m")?.code == .modelNotFound)
    }

    @Test func whatAKeyMayNotUseIsNotSuggested() {
        #expect(Self.desk([]).denial("backup/c")?.message.contains("`backup/b`") == true)
        #expect(Self.desk(["work/*"]).denial("backup/c")?.message.contains("`backup/b`") == false)
    }

    @Test func blockedProvidersAreRefused() {
        let desk = Self.desk([])
        desk.blocked = ["openai"]
        #expect(desk.choose("always-on") == "backup/m")
        let denial = desk.denial("work/m")
        #expect(denial?.code == .providerBlocked)
        #expect(denial?.refusal.status == 403)
    }
}
