import Configuration
import IPC
import Testing

@testable import Admin

@Suite struct ConfigurationKeeperTests {
    private let work = KeeperBench.connection("work", key: "sk-work-secret-1")

    @Test func checksThenStagesThenAppliesThenSettles() throws {
        let bench = try KeeperBench()
        let outcome = try bench.put("work", work)
        #expect(bench.daemons.steps == [.summary, .check, .stage, .apply, .settle])
        #expect(outcome.generation == 1)
        #expect(outcome.changes.map(\.name) == ["work"])
        #expect(bench.daemons.route.connections.map(\.name) == ["work"])
        #expect(bench.secret("work") == "sk-work-secret-1")
        #expect(bench.store.kept.pending == nil)
        #expect(bench.store.kept.routeGeneration == bench.daemons.routeGeneration)
    }

    @Test func keepsNoSecret() throws {
        let bench = try KeeperBench()
        try bench.applyFile(
            #"{"connections":[\#(work)],"keys":[{"name":"laptop","secret":"my-own-secret"}]}"#)
        try bench.put("spare", KeeperBench.connection("spare", key: "sk-spare-secret-2"))
        for secret in ["sk-work-secret-1", "my-own-secret", "sk-spare-secret-2"] {
            #expect(!bench.store.text.contains(secret))
        }
        #expect(bench.store.text.contains(#""api_key":{"kept":true}"#))
        #expect(bench.store.text.contains("secret_sha256"))
        #expect(bench.secret("work") == "sk-work-secret-1")
    }

    @Test func whatIsKeptIsReadAgain() throws {
        let bench = try KeeperBench()
        try bench.put("work", work)
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons)
        #expect(try next.keeper.read().generation == 1)
        #expect(try next.keeper.document().names(in: .connections) == ["work"])
        try next.put("spare", KeeperBench.connection("spare"))
        #expect(next.secret("work") == "sk-work-secret-1")
    }

    // MARK: Refusals

    /// A way in which a change can fail, and the status it fails with.
    struct Failure: Sendable {
        let step: FakeDaemons.Step
        let fault: FakeDaemons.Fault
        let status: APIError.Status
    }

    static let failures = [
        Failure(step: .check, fault: .refused, status: .unprocessable),
        Failure(step: .check, fault: .unreachable, status: .unavailable),
        Failure(step: .stage, fault: .refused, status: .unprocessable),
        Failure(step: .stage, fault: .absent, status: .unavailable),
        Failure(step: .stage, fault: .unreachable, status: .unavailable),
        Failure(step: .stage, fault: .answerLost, status: .unavailable),
        Failure(step: .apply, fault: .refused, status: .unprocessable),
        Failure(step: .apply, fault: .absent, status: .unavailable),
        Failure(step: .apply, fault: .unreachable, status: .unavailable),
        Failure(step: .apply, fault: .answerLost, status: .unavailable),
    ]

    @Test(arguments: failures)
    func aFailureChangesNothing(_ failure: Failure) throws {
        let bench = try KeeperBench()
        try bench.put("work", work)
        let (route, vault, kept) = (
            bench.daemons.route, bench.daemons.vault, bench.store.kept
        )
        bench.daemons.faults[failure.step] = [failure.fault]
        let error = #expect(throws: APIError.self) {
            try bench.put("work", KeeperBench.connection("work", key: "sk-another", host: "other"))
        }
        #expect(error?.status == failure.status)
        #expect(bench.daemons.route == route)
        #expect(bench.daemons.vault == vault)
        #expect(bench.daemons.before == nil)
        #expect(bench.store.kept.api == kept.api)
        #expect(bench.store.kept.generation == kept.generation)
        #expect(bench.store.kept.pending == nil)
        #expect(bench.secret("work") == "sk-work-secret-1")
        // And the next one is made as if nothing had been.
        try bench.put("work", KeeperBench.connection("work", key: "sk-third"))
        #expect(bench.secret("work") == "sk-third")
    }

    @Test func aFullDiskChangesNothing() throws {
        let bench = try KeeperBench()
        try bench.put("work", work)
        let (route, vault) = (bench.daemons.route, bench.daemons.vault)
        bench.store.failsToKeep = true
        let error = #expect(throws: APIError.self) {
            try bench.put("spare", KeeperBench.connection("spare"))
        }
        #expect(error?.code == "storage_failed")
        #expect(bench.daemons.route == route)
        #expect(bench.daemons.vault == vault)
        #expect(try bench.keeper.read().generation == 1)
        bench.store.failsToKeep = false
        bench.store.failsToMark = true
        bench.daemons.steps = []
        #expect(throws: APIError.self) {
            try bench.put("spare", KeeperBench.connection("spare"))
        }
        #expect(!bench.daemons.steps.contains(.stage))
    }

    @Test func aMistakeIsToldByItsPath() throws {
        let bench = try KeeperBench()
        let error = #expect(throws: APIError.self) {
            try bench.put("work", #"{"name":"work","provider":"openai-compatible","pritority":1}"#)
        }
        #expect(error?.code == "invalid_configuration")
        #expect(error?.details.contains { $0.path.hasPrefix("connections/work") } == true)
        #expect(!bench.daemons.steps.contains(.check))
    }

    @Test func aMarkerWithoutASecretIsRefused() throws {
        let bench = try KeeperBench()
        let connection = KeeperBench.connection("work").dropLast() + #","api_key":{"kept":true}}"#
        let error = #expect(throws: APIError.self) { try bench.put("work", String(connection)) }
        #expect(error?.code == "refused_by_daemon")
        #expect(error?.details.first?.path == "connections/work")
        #expect(try bench.keeper.document() == .empty)
    }

    @Test func bothLayersCannotHaveTheSame() throws {
        let bench = try KeeperBench()
        try bench.put("work", work)
        let error = #expect(throws: APIError.self) {
            try bench.applyFile(#"{"connections":[\#(work)]}"#)
        }
        #expect(error?.status == .conflict)
        #expect(error?.details.first?.path == "connections/work")
    }

    @Test func aConfigurationFromElsewhereIsNotOverwritten() throws {
        let bench = try KeeperBench()
        bench.daemons.others = RouteSummary(generation: 7, connections: 2)
        let error = #expect(throws: APIError.self) { try bench.put("work", work) }
        #expect(error?.code == "not_taken_over")
        bench.daemons.others = RouteSummary(generation: 7, keys: 1)
        let another = #expect(throws: APIError.self) { try bench.put("work", work) }
        #expect(another?.code == "not_taken_over")
        try bench.applyFile("{}")
        bench.daemons.others = RouteSummary()
        try bench.put("work", work)
        #expect(try bench.keeper.read().generation == 2)
    }

    // MARK: The same again

    @Test func theSameFileChangesNothing() throws {
        let bench = try KeeperBench()
        let file = #"{"connections":[\#(work)],"combos":[{"name":"c","models":["work/m"]}]}"#
        let first = try bench.applyFile(file)
        #expect(first.changes.count == 2)
        let second = try bench.applyFile(file)
        #expect(second.changes.isEmpty)
        #expect(second.generation == first.generation)
        #expect(bench.daemons.routeGeneration == 2)
        // With another secret the documents are the same, and egress says what it is.
        let third = try bench.applyFile(
            file.replacing("sk-work-secret-1", with: "sk-work-secret-2"))
        #expect(third.generation == first.generation)
        #expect(
            third.changes == [
                DocumentChange(
                    section: "connections", name: "work", kind: .changed, fields: ["api_key"])
            ])
        #expect(bench.daemons.announced == ["work"])
        #expect(bench.secret("work") == "sk-work-secret-2")
    }

    @Test func withoutSecretsNobodyIsAsked() throws {
        let bench = try KeeperBench()
        let file = #"{"connections":[\#(KeeperBench.connection("local"))]}"#
        try bench.applyFile(file)
        bench.daemons.steps = []
        #expect(try bench.applyFile(file).isUnchanged)
        #expect(bench.daemons.steps.isEmpty)
    }

    @Test func aTrialChangesNothing() throws {
        let bench = try KeeperBench()
        try bench.applyFile("{}")
        let outcome = try bench.applyFile(#"{"connections":[\#(work)]}"#, isTrial: true)
        #expect(outcome.changes.map(\.kind) == [.added])
        #expect(outcome.generation == 1)
        #expect(bench.daemons.vault.isEmpty)
        #expect(try bench.keeper.document() == .empty)
        bench.daemons.faults[.check] = [.refused]
        #expect(throws: APIError.self) {
            try bench.applyFile(#"{"connections":[\#(work)]}"#, isTrial: true)
        }
    }

    @Test func changesOfConnectionsAreTold() throws {
        let bench = try KeeperBench()
        var told: [[String]] = []
        bench.keeper.connectionsChanged = { told.append($0) }
        var generations: [UInt64] = []
        bench.keeper.changed = { generations.append($0) }
        let file = #"{"connections":[\#(work)],"combos":[{"name":"c","models":["work/m"]}]}"#
        try bench.applyFile(file)
        // Only the secret is another one.
        try bench.applyFile(file.replacing("sk-work-secret-1", with: "sk-work-secret-2"))
        bench.daemons.faults[.apply] = [.refused]
        #expect(throws: APIError.self) { try bench.applyFile("{}") }
        try bench.applyFile("{}")
        #expect(told == [["work"], ["work"], ["work"]])
        // With another secret it is the same configuration.
        #expect(generations == [1, 2])
    }

    // MARK: Conditions

    @Test func ifMatchIsHonoured() throws {
        let bench = try KeeperBench()
        try bench.applyFile("{}")
        let make: (ConfigurationLayers) -> ConfigurationLayers = { layers in
            var next = layers
            next.api.settings["zone"] = .text("UTC")
            return next
        }
        let error = #expect(throws: APIError.self) {
            try bench.change(LayerChange(condition: ETagCondition("\"0\""), make: make))
        }
        #expect(error?.status == .preconditionFailed)
        let condition = ETagCondition("\"7\", \"1\"")
        #expect(try bench.change(LayerChange(condition: condition, make: make)).generation == 2)
        #expect(ETagCondition(nil) == nil)
    }

    // MARK: The queue

    @Test func changesAreMadeOneAfterTheOther() throws {
        let bench = try KeeperBench()
        try bench.applyFile("{}")
        bench.daemons.holds = true
        var ended: [String] = []
        for name in ["a", "b", "c"] {
            let document = try Document(
                json: Array("{\"connections\":[\(KeeperBench.connection(name))]}".utf8))
            let change = LayerChange(isWanted: { name != "b" }) { layers in
                var next = layers
                next.api[.connections, name] = document[.connections, name]
                return next
            }
            bench.keeper.change(change) { result in
                if case .success = result { ended.append(name) }
            }
        }
        while !bench.daemons.held.isEmpty { bench.daemons.release() }
        #expect(ended == ["a", "c"])
        #expect(bench.daemons.route.connections.map(\.name) == ["a", "c"])
    }

    @Test func theQueueIsBounded() throws {
        let bench = try KeeperBench()
        bench.daemons.holds = true
        var refused = 0
        for _ in 0...(LayerLimits.waitingChanges + 1) {
            bench.keeper.change(LayerChange { $0 }) { result in
                if case .failure(let error) = result, error.code == "busy" { refused += 1 }
            }
        }
        #expect(refused == 1)
    }
}
