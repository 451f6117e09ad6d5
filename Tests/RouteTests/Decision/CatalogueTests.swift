import IPC
import Testing

@testable import Route

/// The list of models, as keys see it.
@Suite struct CatalogueTests {
    private static func list(
        models: [String] = [], providers: [String] = [], blocked: Set<String> = []
    ) throws -> [String] {
        var off = server("off", models: ["m"])
        off.disabled = true
        var hidden = combo("hidden", ["work/m"])
        hidden.disabled = true
        let desk = Desk(
            [
                server("work", models: ["m", "n"], provider: "openai"),
                server("backup", models: ["m"]), off,
            ],
            combos: [
                combo("always-on", ["work/m", "backup/m"]), combo("dead", ["off/m"]), hidden,
                combo("second", ["backup/m"]),
            ],
            aliases: [
                Alias(pattern: "fast", model: "work/n"), Alias(pattern: "claude-*", model: "fast"),
                Alias(pattern: "lost", model: "nowhere/m"),
            ])
        let catalogue = ModelCatalogue(
            desk.table, &desk.resolver, scope: KeyScope(models: models, providers: providers),
            blocked: blocked)
        let answer = try ModelsAnswer(bytes: catalogue.answer(unknown: []))
        #expect(catalogue.count == answer.models.count)
        return answer.models.map { "\($0.id) \($0.ownedBy)" }
    }

    @Test func combosThenAliasesThenModels() throws {
        #expect(
            try Self.list() == [
                "always-on combo", "second combo", "fast alias", "work/m openai", "work/n openai",
                "backup/m backup",
            ])
    }

    @Test func aKeySeesWhatItMayUse() throws {
        #expect(
            try Self.list(models: ["backup/*"]) == [
                "always-on combo", "second combo", "backup/m backup",
            ])
        #expect(try Self.list(models: ["second"]) == ["second combo"])
        #expect(try Self.list(models: ["fast"]) == ["fast alias"])
        #expect(
            try Self.list(providers: ["openai"]) == [
                "always-on combo", "fast alias", "work/m openai", "work/n openai",
            ])
        #expect(try Self.list(models: ["none"]) == [])
    }

    @Test func blockedProvidersAreHidden() throws {
        #expect(
            try Self.list(blocked: ["openai"]) == [
                "always-on combo", "second combo", "backup/m backup",
            ])
    }
}
