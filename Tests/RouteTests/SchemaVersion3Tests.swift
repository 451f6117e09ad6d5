import Foundation
import IPC
import Store
import Testing

@testable import Route

/// A file of the second version of the schema, as it was written then.
private func oldFile(_ path: String) throws {
    let database = try Database(path: path)
    try database.migrate(Array(Schema.migrations.prefix(2)))
    try database.execute(
        """
        INSERT INTO connections VALUES
            ('c-b', 1, 'b', 'azure', 1, 'b', 'https://h/v1', 'azure', 1, 2, 3, 4, 'file', 77),
            ('c-a', 0, 'a', 'openai', 1, 'a', 'https://g/v1', 'openai', 0, 0, 0, 0, 'file', 78),
            ('c-l', 0, 'l', 'openai', 3, 'l', 'https://l', 'openai', 0, 0, 0, 0, 'local', 79);
        INSERT INTO models VALUES ('c-b', 0, 'm2'), ('c-b', 1, 'm1');
        INSERT INTO parameters VALUES ('c-b', 0, 'api-version', '2024-10-21');
        INSERT INTO keys VALUES ('k-x', 0, 'x', zeroblob(32), 99, 'local');
        INSERT INTO settings VALUES ('require_api_key', 0), ('max_connections', 12),
            ('thinking_mode', 2), ('thinking_budget', 500), ('of_a_later_version', 1);
        INSERT INTO texts VALUES ('system_prompt', 'Be kind.');
        INSERT INTO learned_models VALUES ('c-a', 5, 'p' || char(10) || 'q');
        UPDATE meta SET value = 9 WHERE name = 'generation';
        """)
}

@Suite("version 3 of the schema")
struct SchemaVersion3Tests {
    @Test("keeps all that version 2 had")
    func keepsEverything() throws {
        let scratch = try Scratch()
        try oldFile(scratch.path + "/route.db")
        let state = try scratch.store().load()
        #expect(state.generation == 9)
        #expect(state.connections.map(\.connection.name) == ["a", "b", "l"])
        #expect(state.connections.map(\.created) == [78, 77, 79])
        let azure = state.connections[1].connection
        #expect(azure.models == ["m2", "m1"])
        #expect(azure.parameters == [Header(name: "api-version", value: "2024-10-21")])
        #expect(
            azure.deadlines == Deadlines(connectMs: 1, firstByteMs: 2, idleMs: 3, totalMs: 4))
        #expect(state.connections[2].connection.dialect == .anthropic)
        #expect(state.keys.map(\.name) == ["x"] && state.keys[0].createdUnixUs == 99)
        #expect(!state.settings.requireApiKey && state.settings.maxConnections == 12)
        #expect(state.settings.bodyLimitBytes == DoorSettings.standard.bodyLimitBytes)
        #expect(
            state.translation
                == TranslationSettings(
                    thinking: .custom, thinkingBudget: 500, systemPrompt: "Be kind."))
        #expect(state.learned["c-a"]?.names == ["p", "q"])
    }

    @Test("keeps a copy of the file as it was")
    func copiesBefore() throws {
        let scratch = try Scratch()
        try oldFile(scratch.path + "/route.db")
        _ = try scratch.store()
        #expect(
            FileManager.default.fileExists(
                atPath: scratch.path + "/route.db.before-v\(Schema.migrations.count)"))
    }

    @Test("begins from version 1 as well")
    func fromTheFirst() throws {
        let scratch = try Scratch()
        let database = try Database(path: scratch.path + "/route.db")
        try database.migrate(Array(Schema.migrations.prefix(1)))
        try database.execute("INSERT INTO settings VALUES ('max_connections', 7)")
        let state = try scratch.store().load()
        #expect(state.settings.maxConnections == 7 && state.generation == 1)
    }

    @Test("combos, aliases, budgets and settings are there after a restart")
    func keepsTheNewParts() throws {
        let scratch = try Scratch()
        var state = StoredState()
        state.generation = 2
        state.combos = [Combo(name: "fast", strategy: .p2C, entries: [ComboEntry(model: "a/m")])]
        state.aliases = [Alias(pattern: "x-*", model: "fast")]
        state.budgets = [Budget(name: "all", period: .month, limit: 5)]
        state.routing = RoutingSettings(accountStrategy: .random, zone: "Europe/Vienna")
        try scratch.store().replace(with: state)
        #expect(try scratch.store().load() == state)
    }
}
