import IPC
import Testing

@testable import Route

/// The list of models, configured and learned.
@Suite struct ModelListTests {
    private static let minute: Int64 = 60_000_000

    @Test func configuredModelsAreListedOnce() throws {
        let scratch = try Scratch()
        let router = try scratch.router([
            connection("mock", models: ["m", "org/n"]),
            connection("a", prefix: "openai", models: ["x"], provider: "openai"),
            connection("b", prefix: "openai", models: ["x", "y"], provider: "openai"),
        ])
        let list = try router.modelList(wall: 0)
        #expect(list.models.map(\.id) == ["mock/m", "mock/org/n", "openai/x", "openai/y"])
        #expect(list.models.map(\.ownedBy) == ["mock", "mock", "openai", "openai"])
        #expect(list.models.map(\.created) == [2, 2, 2, 2])
        #expect(list.unknown == [])
    }

    @Test func aListIsAskedForAndLearned() throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("open")])
        let list = try router.modelList(wall: 0)
        #expect(list.models == [])
        #expect(list.unknown.map(\.connectionID) == ["c-open"])
        #expect(router.refusal("m1") != nil)
        let learned = ModelsLearned(connectionID: "c-open", models: ["m1", "m2", "m1", "", "a\nb"])
        #expect(router.learn(learned, wall: Self.minute).ok)
        let second = try router.modelList(wall: 2 * Self.minute)
        #expect(second.models.map(\.id) == ["open/m1", "open/m2"])
        #expect(second.unknown == [])
        // Known names need no prefix, and others may still be asked for with one.
        #expect(router.lease("m1")?.connectionName == "open")
        #expect(router.lease("open/m3") != nil)
        #expect(try router.modelList(wall: 12 * Self.minute).unknown.count == 1)
    }

    @Test func providersWithoutAListAreNotAsked() throws {
        let scratch = try Scratch()
        var own = connection("own", provider: "bedrock-compatible")
        own.dialect = .bedrock
        let router = try scratch.router([
            own, connection("a", provider: "azure"), connection("b", provider: "bedrock"),
            connection("v", provider: "vertex"), connection("p", provider: "vertex-partner"),
            connection("o", provider: "openai"),
        ])
        #expect(try router.modelList(wall: 0).unknown.map(\.connectionID) == ["c-o"])
    }

    @Test func learnedListsAreBounded() throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("open")])
        let long = String(repeating: "x", count: 201)
        let names = [long] + (0..<6_000).map { "m\($0)" }
        #expect(router.learn(ModelsLearned(connectionID: "c-open", models: names), wall: 1).ok)
        #expect(try router.modelList(wall: 2).models.count == 5_000)
    }

    @Test func listsNobodyAskedForAreRefused() throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("mock", models: ["m"])])
        let unknown = router.learn(ModelsLearned(connectionID: "c-x", models: ["m"]), wall: 1)
        #expect(!unknown.ok)
        let listed = router.learn(ModelsLearned(connectionID: "c-mock", models: ["n"]), wall: 1)
        #expect(!listed.ok)
        #expect(try router.modelList(wall: 2).models.map(\.id) == ["mock/m"])
    }

    @Test func learnedListsOutliveARestartAndAnUnrelatedChange() throws {
        let scratch = try Scratch()
        let connections = [connection("open"), connection("other", url: "http://x/v1")]
        do {
            let router = try scratch.router(connections)
            for id in ["c-open", "c-other"] {
                #expect(router.learn(ModelsLearned(connectionID: id, models: ["m"]), wall: 1).ok)
            }
            let moved = [connection("open"), connection("other", url: "http://y/v1")]
            #expect(
                router.apply(
                    RouteConfiguration(connections: moved, settings: .standard), wall: 2
                ).ok)
            #expect(try router.modelList(wall: 3).models.map(\.id) == ["open/m"])
        }
        let list = try scratch.router().modelList(wall: 3)
        #expect(list.models.map(\.id) == ["open/m"])
        #expect(list.unknown.map(\.connectionID) == ["c-other"])
    }
}
