import IPC
import Testing

@testable import Route

/// From names to connections.
@Suite struct ResolutionTests {
    struct Case: Sendable {
        let asked: String
        let connection: String
        let model: String

        init(_ asked: String, _ connection: String, _ model: String) {
            self.asked = asked
            self.connection = connection
            self.model = model
        }
    }

    struct RefusedCase: Sendable {
        let asked: String
        let status: UInt32
        let code: String
        let message: String

        init(_ asked: String, _ status: UInt32, _ code: String, _ message: String) {
            self.asked = asked
            self.status = status
            self.code = code
            self.message = message
        }
    }

    static let connections = [
        connection("mock", models: ["m", "big", "shared", "org/m2"]),
        connection("open"),
        connection("mack"),
        connection("a", prefix: "acc", models: ["x", "y", "shared"], provider: "openai"),
        connection("b", prefix: "acc", models: ["y", "z"], provider: "openai"),
    ]

    @Test(arguments: [
        Case("mock/m", "mock", "m"),
        Case("mock/org/m2", "mock", "org/m2"),
        Case("open/anything", "open", "anything"),
        Case("open/org/model:free", "open", "org/model:free"),
        Case("open/open/x", "open", "open/x"),
        Case("acc/x", "a", "x"),
        Case("acc/y", "a", "y"),
        Case("acc/z", "b", "z"),
        Case("m", "mock", "m"),
        Case("z", "b", "z"),
        // Both accounts have it, under one prefix.
        Case("y", "a", "y"),
        // Nobody has the prefix "org", but a list has the whole name.
        Case("org/m2", "mock", "org/m2"),
    ])
    func isResolved(_ example: Case) throws {
        let scratch = try Scratch()
        let lease = try scratch.router(Self.connections).lease(example.asked)
        #expect(lease?.connectionName == example.connection)
        #expect(lease?.model == example.model)
    }

    @Test(arguments: [
        RefusedCase("", 400, "model_required", "The request names no model."),
        RefusedCase(
            "mock/bog", 404, "model_not_found",
            "The model `mock/bog` does not exist. Did you mean `mock/big`?"),
        RefusedCase(
            "mok/big", 404, "model_not_found",
            "The model `mok/big` does not exist. Did you mean `mock/big`?"),
        RefusedCase(
            "opne/gpt", 404, "model_not_found",
            "The model `opne/gpt` does not exist. Did you mean `open/gpt`?"),
        RefusedCase(
            "bigg", 404, "model_not_found",
            "The model `bigg` does not exist. Did you mean `mock/big`?"),
        RefusedCase(
            "Shred", 404, "model_not_found",
            "The model `Shred` does not exist. Did you mean `acc/shared` or `mock/shared`?"),
        RefusedCase(
            "mock/", 404, "model_not_found",
            "The model `mock/` does not exist. Did you mean `mock/m`, `mock/big` or `mock/org/m2`?"),
        RefusedCase(
            "something-else", 404, "model_not_found", "The model `something-else` does not exist."),
        RefusedCase(
            "/m", 404, "model_not_found", "The model `/m` does not exist. Did you mean `mock/m`?"),
        RefusedCase(
            "shared", 400, "ambiguous_model",
            "Several providers offer a model named `shared`: write `mock/shared` or `acc/shared`."),
    ])
    func isRefused(_ example: RefusedCase) throws {
        let scratch = try Scratch()
        let refusal = try scratch.router(Self.connections).refusal(example.asked)
        #expect(refusal?.status == example.status)
        #expect(refusal?.code == example.code)
        #expect(refusal?.message == example.message)
        #expect(refusal?.param == "model")
    }

    @Test func withoutAConnectionTheReasonIsNamed() throws {
        let scratch = try Scratch()
        let refusal = try scratch.router([]).refusal("mock/m")
        #expect(
            refusal?.message == "The model `mock/m` does not exist: no provider is configured.")
    }

    @Test func aLongNameIsCut() throws {
        let scratch = try Scratch()
        let router = try scratch.router(Self.connections)
        let name = "open/" + String(repeating: "x", count: 600)
        let refusal = router.refusal(name)
        #expect(refusal?.code == "model_not_found")
        #expect((refusal?.message.count ?? 0) < 120)
        let longest = "open/" + String(repeating: "x", count: 512)
        #expect(router.lease(longest)?.model.count == 512)
    }

    @Test func theLeaseSaysWhereToGo() throws {
        let scratch = try Scratch()
        var target = connection("mock", models: ["m"], url: "http://h:9/v1")
        target.deadlines = Deadlines(connectMs: 5)
        let lease = try scratch.router([target]).lease("mock/m")
        var expected = Lease(
            connectionID: "c-mock", connectionName: "mock", provider: "openai-compatible",
            dialect: .openaiChat, model: "m", baseURL: "http://h:9/v1",
            deadlines: Deadlines(connectMs: 5), profile: "openai-compatible", prefix: "mock",
            maxAttempts: 3, decisionHeaders: true, cacheMode: .off)
        expected.leaseID = lease?.leaseID ?? 0
        #expect(lease == expected)
        #expect(expected.leaseID != 0)
    }
}
