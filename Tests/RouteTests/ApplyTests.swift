import IPC
import Store
import Testing

@testable import Route

/// Configurations: taken as a whole or not at all, and kept.
@Suite struct ApplyTests {
    static let configuration = RouteConfiguration(
        connections: [connection("a", models: ["m"]), connection("b")], keys: [key("one", 1)],
        settings: DoorSettings(requireApiKey: true, bodyLimitBytes: 5_000))

    @Test func aFreshStoreHasTheDefaults() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        #expect(router.summary == RouteSummary(generation: 1))
        #expect(router.door == DoorSnapshot(generation: 1, settings: .standard))
    }

    @Test func theGenerationCountsChangesOnly() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        var changes = 0
        router.whenChanged = { changes += 1 }
        #expect(router.apply(Self.configuration, wall: 7) == ApplyResult(ok: true, generation: 2))
        #expect(router.apply(Self.configuration, wall: 8) == ApplyResult(ok: true, generation: 2))
        #expect(changes == 1)
        var other = Self.configuration
        other.settings?.heartbeatMs = 1_000
        #expect(router.apply(other, wall: 9).generation == 3)
        other.connections.swapAt(0, 1)
        #expect(router.apply(other, wall: 9).generation == 4)
        #expect(changes == 3)
    }

    @Test func numbersLeftOutAreTheDefaults() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        #expect(router.apply(Self.configuration, wall: 7).ok)
        #expect(router.door.settings?.bodyLimitBytes == 5_000)
        #expect(router.door.settings?.maxConnections == DoorSettings.standard.maxConnections)
        #expect(router.door.keys.map(\.createdUnixUs) == [7])
    }

    @Test(arguments: [("http://127.0.0.1:4318/v1/traces", true), ("", false), (nil, false)])
    func theDoorIsToldWhetherTracesAreExported(url: String?, isExported: Bool) throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        var configuration = Self.configuration
        var routing = RoutingSettings()
        routing.ledger = LedgerSettings(telemetry: url.map { Telemetry(tracesURL: $0) })
        configuration.routing = routing
        #expect(router.apply(configuration, wall: 7).ok)
        #expect(router.door.settings?.tracesExported == isExported)
        #expect(try scratch.router().door.settings?.tracesExported == isExported)
    }

    @Test func everythingOutlivesARestart() throws {
        let scratch = try Scratch()
        var connections = Self.configuration.connections
        connections[0].deadlines = Deadlines(connectMs: 1, firstByteMs: 2, idleMs: 3, totalMs: 4)
        connections[1].dialect = .anthropic
        connections[1].parameters = [
            Header(name: "api-version", value: "v1"), Header(name: "a", value: "b"),
        ]
        var configuration = Self.configuration
        configuration.connections = connections
        configuration.translation = TranslationSettings(
            thinking: .adaptive, thinkingBudget: 7, systemPrompt: "Be brief.\n",
            systemPromptLast: true)
        let before: StoredState
        do {
            let router = try scratch.router()
            #expect(router.apply(configuration, wall: 7).ok)
            before = router.state
        }
        let router = try scratch.router()
        #expect(router.state == before)
        #expect(router.state.connections.map(\.connection) == connections)
        #expect(router.state.generation == 2)
        #expect(router.lease("a/m") != nil)
        #expect(router.state.translation == configuration.translation)
        #expect(router.state.configuration.translation == configuration.translation)
    }

    @Test func leasesCarryParametersAndSettings() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        var configuration = Self.configuration
        #expect(router.apply(configuration, wall: 7).ok)
        #expect(router.lease("a/m")?.translation == nil)
        #expect(router.lease("a/m")?.parameters == [])
        configuration.connections[0].parameters = [Header(name: "api-version", value: "v1")]
        configuration.translation = TranslationSettings(thinking: .auto, systemPrompt: "Hi.")
        #expect(router.apply(configuration, wall: 8) == ApplyResult(ok: true, generation: 3))
        let lease = router.lease("a/m")
        #expect(lease?.parameters == [Header(name: "api-version", value: "v1")])
        #expect(lease?.translation == configuration.translation)
        #expect(router.lease("b/x")?.parameters == [])
        #expect(router.lease("b/x")?.translation == configuration.translation)
        #expect(router.apply(configuration, wall: 9).generation == 3)
        configuration.translation = nil
        #expect(router.apply(configuration, wall: 9).generation == 4)
        #expect(router.lease("a/m")?.translation == nil)
    }

    struct BadCase: Sendable {
        let name: String
        let error: String
        let change: @Sendable (inout RouteConfiguration) -> Void

        init(
            _ name: String, _ error: String,
            _ change: @escaping @Sendable (inout RouteConfiguration) -> Void
        ) {
            self.name = name
            self.error = error
            self.change = change
        }
    }

    @Test(arguments: [
        BadCase("name twice", "the connection \"a\" is there twice") {
            $0.connections[1].name = "a"
        },
        BadCase("id twice", "the connection \"b\" is there twice") {
            $0.connections[1].id = "c-a"
        },
        BadCase("no address", "the connection \"b\" lacks a field") {
            $0.connections[1].baseURL = ""
        },
        BadCase("no prefix", "the connection \"b\" lacks a field") {
            $0.connections[1].prefix = ""
        },
        BadCase("prefix with a slash", "the prefix of connection \"b\" has a slash") {
            $0.connections[1].prefix = "b/c"
        },
        BadCase("no dialect", "the connection \"b\" has an unknown dialect") {
            $0.connections[1].dialect = .none
        },
        BadCase("model twice", "the connection \"b\" has a bad model list") {
            $0.connections[1].models = ["m", "m"]
        },
        BadCase("model with a line break", "the connection \"b\" has a bad model list") {
            $0.connections[1].models = ["m\n"]
        },
        BadCase("parameter without a name", "the connection \"b\" has a bad parameter") {
            $0.connections[1].parameters = [Header(name: "", value: "v")]
        },
        BadCase("parameter with a space", "the connection \"b\" has a bad parameter") {
            $0.connections[1].parameters = [Header(name: "n", value: "v w")]
        },
        BadCase("parameter twice", "the connection \"b\" has a bad parameter") {
            $0.connections[1].parameters = [
                Header(name: "n", value: "v"), Header(name: "n", value: "w"),
            ]
        },
        BadCase("long system prompt", "the system prompt has more than 32768 bytes") {
            $0.translation = TranslationSettings(
                systemPrompt: String(repeating: "x", count: 32_769))
        },
        BadCase("short hash", "the key \"one\" lacks a field") { $0.keys[0].hash = [1] },
        BadCase("hash twice", "the key \"two\" is there twice") { $0.keys.append(key("two", 1)) },
    ])
    func aBadConfigurationChangesNothing(_ example: BadCase) throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        #expect(router.apply(Self.configuration, wall: 7).ok)
        let before = router.state
        var bad = Self.configuration
        bad.settings?.heartbeatMs = 77
        example.change(&bad)
        #expect(
            router.check(bad, at: Moment(now: 0, wall: 9))
                == ApplyResult(error: example.error, generation: 2))
        let result = router.apply(bad, wall: 9)
        #expect(result == ApplyResult(error: example.error, generation: 2))
        #expect(router.state == before)
        #expect(try scratch.router().state == before)
        #expect(router.lease("a/m") != nil)
    }

    @Test func aFailedWriteChangesNothing() throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let router = try Router(store: store, at: Moment(now: 0, wall: 1), seed: 1)
        #expect(router.apply(Self.configuration, wall: 7).ok)
        let before = router.state
        try store.database.execute(
            "CREATE TRIGGER no BEFORE INSERT ON objects BEGIN SELECT RAISE(ABORT, 'full'); END")
        let result = router.apply(RouteConfiguration(settings: .standard), wall: 8)
        #expect(!result.ok)
        #expect(result.generation == 2)
        #expect(router.state == before)
        #expect(router.lease("a/m") != nil)
        #expect(router.counters.storeFailures == 1)
        try store.database.execute("DROP TRIGGER no")
        #expect(try store.load() == before)
        #expect(router.apply(RouteConfiguration(settings: .standard), wall: 8).generation == 3)
    }

    @Test func aChangeByAnotherProcessIsNotOverwrittenUnseen() throws {
        let scratch = try Scratch()
        let old = try scratch.router()
        #expect(try scratch.router().apply(Self.configuration, wall: 7).ok)
        #expect(throws: ChangedElsewhere.self) { try old.store.replace(with: old.state) }
    }

    /// The file says what is configured: whoever is told of the next configuration sees the last one first.
    @Test func aSuccessorGoesOnWithWhatItsPredecessorWasToldMeanwhile() throws {
        let scratch = try Scratch()
        let old = try scratch.router()
        let successor = try scratch.router()
        #expect(old.apply(Self.configuration, wall: 7).generation == 2)
        successor.refresh(at: Moment(now: 0, wall: 8))
        #expect(successor.state == old.state)
        #expect(successor.door.generation == 2)
        #expect(successor.door.keys.map(\.name) == old.door.keys.map(\.name))
        #expect(successor.lease("a/m") != nil)
        let next = successor.apply(RouteConfiguration(keys: [key("x", 3)]), wall: 9)
        #expect(next.ok && next.generation == 3)
        #expect(successor.door.keys.map(\.name) == ["x"])
        #expect(try scratch.store().load() == successor.state)
    }

    @Test func whatAnotherProcessHasConfiguredIsToldOnce() throws {
        let scratch = try Scratch()
        let old = try scratch.router()
        let successor = try scratch.router()
        successor.refresh(at: Moment(now: 0, wall: 6))
        var changes = 0
        successor.whenChanged = { changes += 1 }
        #expect(old.apply(Self.configuration, wall: 7).ok)
        for wall in 8...10 { successor.catchUp(at: Moment(now: 0, wall: Int64(wall))) }
        #expect(changes == 1 && successor.state == old.state)
        #expect(old.apply(RouteConfiguration(keys: [key("x", 3)]), wall: 11).ok)
        let result = successor.apply(Self.configuration, wall: 12)
        #expect(result.ok && result.generation == 4)
    }

    @Test func aCheckSaysWhatAnApplyWouldAndChangesNothing() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        var changes = 0
        router.whenChanged = { changes += 1 }
        let before = router.state
        let checked = router.check(Self.configuration, at: Moment(now: 0, wall: 7))
        #expect(checked == ApplyResult(ok: true, generation: 1))
        #expect(router.state == before && changes == 0)
        #expect(try scratch.router().state == before)
        #expect(router.refusal("a/m") != nil)
        #expect(router.apply(Self.configuration, wall: 7).generation == 2)
        #expect(
            router.check(Self.configuration, at: Moment(now: 0, wall: 8))
                == ApplyResult(ok: true, generation: 2))
    }

    @Test func aKeyWithTheSameSecretKeepsItsBirthday() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        #expect(router.apply(RouteConfiguration(keys: [key("phone", 9)]), wall: 5).ok)
        #expect(router.apply(RouteConfiguration(keys: [key("laptop", 9)]), wall: 7).ok)
        #expect(router.door.keys.map(\.name) == ["laptop"])
        #expect(router.door.keys.map(\.createdUnixUs) == [5])
        #expect(router.apply(RouteConfiguration(), wall: 8).ok)
        #expect(router.door.keys.isEmpty)
    }

    @Test func theDatabaseIsSound() throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let router = try Router(store: store, at: Moment(now: 0, wall: 1), seed: 1)
        #expect(router.apply(Self.configuration, wall: 7).ok)
        #expect(try store.database.integrityCheck() == "ok")
        #expect(try store.database.schemaVersion() == Schema.migrations.count)
    }

    @Test func aNewerDatabaseIsRefused() throws {
        let scratch = try Scratch()
        try scratch.store().database.execute("PRAGMA user_version = 99")
        #expect(
            throws: StoreError.newerDatabase(version: 99, known: Schema.migrations.count)
        ) { try scratch.store() }
    }
}
