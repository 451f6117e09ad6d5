import Configuration
import IPC
import Testing

@testable import Admin

/// What happens after a process was killed in the middle, or a daemon has lost what it had.
@Suite struct RecoveryTests {
    private let work = KeeperBench.connection("work", key: "sk-work-secret-1")
    private let changed = KeeperBench.connection("work", key: "sk-another", host: "other")

    /// A change of which nothing is heard after a step.
    private func interrupted(at step: FakeDaemons.Step) throws -> KeeperBench {
        let bench = try KeeperBench()
        try bench.put("work", work)
        bench.daemons.faults[step] = [.silent]
        #expect(throws: APIError.self) { try bench.put("work", changed) }
        return bench
    }

    @Test(arguments: [FakeDaemons.Step.stage, .apply])
    func whatWasBegunIsTakenBack(_ step: FakeDaemons.Step) throws {
        let bench = try interrupted(at: step)
        #expect(bench.store.kept.pending != nil)
        #expect(bench.secret("work") == "sk-another")
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        next.keeper.start()
        #expect(next.store.kept.pending == nil)
        #expect(next.secret("work") == "sk-work-secret-1")
        #expect(
            next.daemons.route.connections.map(\.baseURL) == ["https://llm.example.com/v1"])
        #expect(try next.keeper.read().generation == 1)
        // Route has counted on; that is no reason to give it the same again.
        next.daemons.steps = []
        try next.put("spare", KeeperBench.connection("spare"))
        #expect(next.daemons.steps == [.check, .stage, .apply, .settle])
    }

    @Test(arguments: [FakeDaemons.Fault.answerLost, .unreachable])
    func aFirstChangeIsTakenBackWhole(_ fault: FakeDaemons.Fault) throws {
        let bench = try KeeperBench()
        bench.daemons.faults[.apply] = [fault]
        #expect(throws: APIError.self) { try bench.put("work", work) }
        #expect(bench.daemons.route.connections.isEmpty)
        #expect(bench.daemons.vault.isEmpty)
        #expect(bench.store.kept.pending == nil)
        #expect(try bench.put("work", work).generation == 1)
    }

    @Test func aFirstChangeThatWasBegunIsTakenBack() throws {
        let bench = try KeeperBench()
        bench.daemons.faults[.apply] = [.silent]
        #expect(throws: APIError.self) { try bench.put("work", work) }
        #expect(bench.daemons.route.connections.map(\.name) == ["work"])
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        next.keeper.start()
        #expect(next.store.kept.pending == nil)
        #expect(next.daemons.route.connections.isEmpty)
        #expect(next.daemons.vault.isEmpty)
        try next.put("spare", KeeperBench.connection("spare"))
        #expect(next.daemons.route.connections.map(\.name) == ["spare"])
    }

    @Test func whatRouteHadBeforeAFirstFileIsNotRemoved() throws {
        let bench = try KeeperBench()
        bench.daemons.faults[.apply] = [.silent]
        #expect(throws: APIError.self) { try bench.applyFile(#"{"connections":[\#(work)]}"#) }
        #expect(bench.store.kept.pending?.reach == .file)
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        next.daemons.steps = []
        next.keeper.start()
        #expect(next.store.kept.pending == nil)
        #expect(next.daemons.steps == [.summary])
        #expect(try next.applyFile(#"{"connections":[\#(work)]}"#).generation == 1)
    }

    @Test func whatWasKeptIsOnlySettled() throws {
        let bench = try interrupted(at: .settle)
        #expect(bench.store.kept.pending == nil)
        #expect(bench.daemons.before == nil)
        bench.daemons.before = [:]
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        next.keeper.start()
        #expect(next.daemons.before == nil)
        #expect(next.secret("work") == "sk-another")
        #expect(!next.daemons.steps.contains(.revert))
    }

    @Test func anotherProcessIsNotDisturbed() throws {
        let bench = try interrupted(at: .stage)
        let next = try KeeperBench(
            store: bench.store, daemons: bench.daemons, process: 101, alive: [100])
        let error = #expect(throws: APIError.self) {
            try next.put("spare", KeeperBench.connection("spare"))
        }
        #expect(error?.code == "busy")
        #expect(next.daemons.before != nil)
        // It has been at it for too long: its number is somebody else's by now.
        next.advance(seconds: 61)
        try next.put("spare", KeeperBench.connection("spare"))
        #expect(next.secret("work") == "sk-work-secret-1")
    }

    @Test func whatAnotherProcessKeptIsTaken() throws {
        let bench = try KeeperBench()
        try bench.applyFile("{}")
        let other = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        try other.put("work", work)
        #expect(try bench.keeper.document().names(in: .connections) == ["work"])
        try bench.put("spare", KeeperBench.connection("spare"))
        #expect(try other.keeper.read().generation == 3)
    }

    @Test func aRouteThatLostItsStateGetsItAgain() throws {
        let bench = try KeeperBench()
        try bench.put("work", work)
        bench.daemons.route = RouteConfiguration()
        bench.daemons.routeGeneration = 1
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        next.keeper.start()
        #expect(next.daemons.route.connections.map(\.name) == ["work"])
        #expect(next.store.kept.routeGeneration == next.daemons.routeGeneration)
        #expect(next.store.kept.generation == 1)
    }

    @Test func aRouteThatHasItIsLeftAlone() throws {
        let bench = try KeeperBench()
        try bench.put("work", work)
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        next.daemons.steps = []
        next.keeper.start()
        #expect(next.daemons.steps == [.settle, .summary])
        let empty = try KeeperBench()
        empty.keeper.start()
        #expect(empty.daemons.steps.isEmpty)
    }

    @Test func whatCannotBeTakenBackIsTakenBackBeforeTheNextChange() throws {
        let bench = try KeeperBench()
        try bench.put("work", work)
        bench.daemons.faults[.apply] = [.answerLost, .unreachable]
        #expect(throws: APIError.self) { try bench.put("work", changed) }
        #expect(bench.store.kept.pending != nil)
        bench.daemons.steps = []
        try bench.put("spare", KeeperBench.connection("spare"))
        #expect(bench.daemons.steps.starts(with: [.apply, .revert]))
        #expect(bench.secret("work") == "sk-work-secret-1")
        #expect(bench.daemons.route.connections.map(\.name) == ["work", "spare"])
        #expect(bench.store.kept.pending == nil)
    }

    @Test func aSettlementThatFailedIsMadeBeforeTheNextChange() throws {
        let bench = try KeeperBench()
        bench.daemons.faults[.settle] = [.unreachable]
        try bench.put("work", work)
        #expect(bench.daemons.before != nil)
        bench.daemons.steps = []
        try bench.put("work", changed)
        #expect(bench.daemons.steps.first == .settle)
        #expect(bench.daemons.before == nil)
    }
}
