import Testing

@testable import OmniCommand

/// When the chores of `up` run.
@Suite struct ChoreTests {
    private func schedule() -> ChoreSchedule {
        ChoreSchedule(first: .seconds(10), pause: .seconds(60), limit: .seconds(30))
    }

    @Test func oneRunAtATime() {
        var schedule = schedule()
        #expect(schedule.start() == [.arm(.seconds(10))])
        #expect(schedule.start() == [])
        #expect(schedule.fired() == [.spawn])
        #expect(schedule.spawned(7) == [.arm(.seconds(30))])
        #expect(schedule.isRunning)
        #expect(schedule.exited(8, status: 0) == [])
        #expect(schedule.exited(7, status: 0) == [.arm(.seconds(60))])
        #expect(!schedule.isRunning)
        #expect(schedule.fired() == [.spawn])
    }

    @Test func failuresAreToldAndTriedAgainLater() {
        var schedule = schedule()
        _ = schedule.start()
        _ = schedule.fired()
        #expect(schedule.spawnFailed() == [.report(status: nil), .arm(.seconds(60))])
        _ = schedule.fired()
        _ = schedule.spawned(7)
        #expect(schedule.exited(7, status: 75) == [.report(status: 75), .arm(.seconds(60))])
    }

    @Test func whatTakesTooLongIsEnded() {
        var schedule = schedule()
        _ = schedule.start()
        _ = schedule.fired()
        _ = schedule.spawned(7)
        #expect(schedule.fired() == [.terminate(7), .arm(ChoreSchedule.patience)])
        #expect(schedule.fired() == [.kill(7), .arm(ChoreSchedule.patience)])
        #expect(schedule.exited(7, status: 137) == [.report(status: 137), .arm(.seconds(60))])
    }

    @Test func aStopEndsIt() {
        var schedule = schedule()
        _ = schedule.start()
        #expect(schedule.stop() == [.disarm])
        #expect(schedule.fired() == [] && schedule.start() == [])
        var running = self.schedule()
        _ = running.start()
        _ = running.fired()
        _ = running.spawned(7)
        #expect(running.stop() == [.disarm, .terminate(7)])
        #expect(running.exited(7, status: 143) == [])
        #expect(running.fired() == [])
    }
}
