import Configuration
import IPC
import Testing

@testable import Admin

/// Two processes with one store: a predecessor and its successor in a renewal.
@Suite struct ConcurrentProcessesTests {
    /// The first process with one change kept, and with another one on its way that waits for `waits` more answers.
    private final class Race {
        let bench: KeeperBench
        let other: KeeperBench
        private(set) var result: Result<LayerOutcome, APIError>?

        init(answers: Int) throws {
            bench = try KeeperBench()
            try bench.applyFile("{}")
            other = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
            let document = try Document(
                json: Array(
                    "{\"connections\":[\(KeeperBench.connection("first", key: "sk-first-1"))]}"
                        .utf8))
            let change = LayerChange { layers in
                var next = layers
                next.api[.connections, "first"] = document[.connections, "first"]
                return next
            }
            bench.daemons.holds = true
            bench.keeper.change(change) { [unowned self] in result = $0 }
            for _ in 0..<answers { bench.daemons.release() }
            bench.daemons.holds = false
        }

        var error: APIError? {
            guard case .failure(let error)? = result else { return nil }
            return error
        }
    }

    private let second = KeeperBench.connection("second", key: "sk-second-2")

    @Test func whatWasKeptMeanwhileIsNotOverwritten() throws {
        let race = try Race(answers: 0)
        try race.other.put("second", second)
        // A request that only looks makes the first process know the newer generation, too.
        #expect(try race.bench.keeper.read().generation == 2)
        race.bench.daemons.steps = []
        race.bench.daemons.release()
        #expect(race.error?.code == "busy")
        #expect(race.bench.daemons.steps == [.check])
        #expect(try race.bench.keeper.document().names(in: .connections) == ["second"])
        #expect(race.bench.store.kept.pending == nil)
    }

    @Test func onlyOneIsAtIt() throws {
        let race = try Race(answers: 0)
        let others = KeptLayers.Pending(process: 101, since: race.bench.wall)
        race.bench.store.kept.pending = others
        race.bench.daemons.steps = []
        race.bench.daemons.release()
        #expect(race.error?.code == "busy")
        #expect(race.bench.daemons.steps == [.check])
        #expect(race.bench.store.kept.pending == others)
    }

    @Test func whoWasTakenForDeadKeepsNothing() throws {
        // Checked and staged; applying.
        let race = try Race(answers: 2)
        #expect(race.bench.store.kept.pending?.process == 100)
        try race.other.put("second", second)
        #expect(race.bench.store.kept.generation == 2)
        race.bench.daemons.release()
        #expect(race.error?.code == "busy")
        #expect(race.bench.store.kept.generation == 2)
        #expect(race.bench.store.kept.pending == nil)
        #expect(race.bench.daemons.route.connections.map(\.name) == ["second"])
        #expect(race.bench.secret("first") == nil)
        #expect(race.bench.secret("second") == "sk-second-2")
        #expect(race.bench.store.kept.routeGeneration == race.bench.daemons.routeGeneration)
    }

    @Test func whoIsAtItNowIsNotDisturbed() throws {
        let race = try Race(answers: 2)
        let others = KeptLayers.Pending(process: 101, since: race.bench.wall)
        race.bench.store.kept.pending = others
        race.bench.daemons.steps = []
        race.bench.daemons.release()
        #expect(race.error?.code == "busy")
        #expect(race.bench.daemons.steps == [.apply])
        #expect(race.bench.store.kept.pending == others)
        #expect(race.bench.store.kept.generation == 1)
    }

    @Test func routeIsNotGivenWhatAnotherIsReplacing() throws {
        let bench = try KeeperBench()
        try bench.put("work", KeeperBench.connection("work"))
        let next = try KeeperBench(store: bench.store, daemons: bench.daemons, process: 101)
        bench.daemons.routeGeneration += 1
        bench.daemons.holds = true
        next.keeper.start()
        // It is told to forget, and then what route holds; the first process begins a change in between.
        bench.daemons.release()
        bench.store.kept.pending = KeptLayers.Pending(process: 100, since: bench.wall)
        bench.daemons.steps = []
        while !bench.daemons.held.isEmpty { bench.daemons.release() }
        #expect(bench.daemons.steps == [.summary])
    }
}
