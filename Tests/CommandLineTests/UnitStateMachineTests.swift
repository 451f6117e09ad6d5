import Testing

@testable import OmniCommand

/// The life of one supervised program, event by event.
@Suite struct UnitStateMachineTests {
    private typealias Machine = UnitStateMachine
    private let second: UInt64 = 1_000_000_000

    /// A program that serves as process 10.
    private func serving() -> UnitStateMachine {
        var machine = Machine()
        _ = machine.start()
        _ = machine.spawned(10, at: 0)
        _ = machine.ready(10, at: 0)
        return machine
    }

    @Test func startsAndServes() {
        var machine = Machine()
        #expect(machine.start() == [.spawn])
        #expect(machine.spawned(10, at: 0) == [.arm(.seconds(10))])
        #expect(machine.ready(99, at: 1) == [])
        #expect(machine.phase == .starting)
        #expect(machine.ready(10, at: 1) == [.arm(.seconds(30)), .announceReady])
        #expect(machine.phase == .serving)
    }

    @Test func withoutNotificationsStartedIsReady() {
        var machine = Machine(Machine.Rules(notifies: false, watchdog: nil))
        _ = machine.start()
        #expect(machine.spawned(10, at: 0) == [.disarm, .announceReady])
        #expect(machine.phase == .serving)
    }

    @Test func diesOnceAndComesBackAtOnce() {
        var machine = serving()
        #expect(
            machine.exited(10, status: 137, at: second)
                == [.disarm, .reportDeath(status: 137, pause: .zero), .spawn])
        #expect(machine.main == nil)
        #expect(machine.spawned(11, at: second) == [.arm(.seconds(10))])
    }

    @Test func pausesGrowUpToASecond() {
        var machine = serving()
        var pauses: [Duration] = []
        for pid in Int32(10)...19 {
            for case .reportDeath(_, let pause) in machine.exited(pid, status: 1, at: 0) {
                pauses.append(pause)
            }
            if machine.phase == .pausing { #expect(machine.timerFired() == [.spawn]) }
            _ = machine.spawned(pid + 1, at: 0)
        }
        let expected = [0, 10, 20, 40, 80, 160, 320, 640, 1000, 1000]
        #expect(pauses == expected.map { Duration.milliseconds($0) })
    }

    @Test func soundServiceForgivesEarlierDeaths() {
        var machine = serving()
        _ = machine.exited(10, status: 1, at: 0)
        _ = machine.spawned(11, at: 0)
        _ = machine.ready(11, at: 0)
        #expect(machine.failures == 1)
        let actions = machine.exited(11, status: 1, at: 11 * second)
        #expect(actions == [.disarm, .reportDeath(status: 1, pause: .zero), .spawn])
    }

    @Test(arguments: [Int32(64), 78])
    func hopelessStatusesEndIt(status: Int32) {
        var machine = Machine()
        _ = machine.start()
        _ = machine.spawned(10, at: 0)
        #expect(machine.exited(10, status: status, at: 0) == [.disarm, .giveUp(status: status)])
        #expect(machine.phase == .ended)
        #expect(machine.stop(patience: .seconds(1)) == [])
    }

    @Test func aFailedStartIsADeath() {
        var machine = Machine()
        _ = machine.start()
        #expect(
            machine.spawnFailed() == [.disarm, .reportDeath(status: nil, pause: .zero), .spawn])
        #expect(
            machine.spawnFailed()
                == [.reportDeath(status: nil, pause: .milliseconds(10)), .arm(.milliseconds(10))])
    }

    @Test func signsOfLifeMoveTheWatchdog() {
        var machine = serving()
        #expect(machine.ping(10) == [.arm(.seconds(30))])
        #expect(machine.ping(11) == [])
    }

    @Test func silenceIsAbortedThenKilled() {
        var machine = serving()
        #expect(
            machine.timerFired() == [.reportHang, .signal(10, .abort), .arm(.seconds(1))])
        #expect(machine.ping(10) == [])
        #expect(machine.timerFired() == [.signal(10, .kill), .arm(.seconds(1))])
        #expect(
            machine.exited(10, status: 137, at: 0)
                == [.disarm, .reportDeath(status: 137, pause: .zero), .spawn])
    }

    @Test func lateReadinessIsKilled() {
        var machine = Machine()
        _ = machine.start()
        _ = machine.spawned(10, at: 0)
        #expect(machine.timerFired() == [.reportHang, .signal(10, .kill), .arm(.seconds(1))])
    }

    @Test func ownMainProcessMessageChangesNothing() {
        var machine = Machine()
        _ = machine.start()
        _ = machine.spawned(10, at: 0)
        #expect(machine.mainProcess(10, at: 0) == [])
        #expect(machine.mainProcess(11, at: 0) == [])
    }

    @Test func renewalMovesTheMainProcess() {
        var machine = serving()
        #expect(machine.mainProcess(20, at: 0) == [.follow(20), .arm(.seconds(30))])
        #expect(machine.retired == [10])
        #expect(machine.ping(10) == [])
        #expect(machine.ping(20) == [.arm(.seconds(30))])
        #expect(machine.exited(10, status: 0, at: 0) == [])
        #expect(machine.retired.isEmpty)
        #expect(machine.phase == .serving)
    }

    @Test func aSuccessorsDeathIsADeath() {
        var machine = serving()
        _ = machine.mainProcess(20, at: 0)
        #expect(
            machine.exited(20, status: nil, at: 0)
                == [.disarm, .reportDeath(status: nil, pause: .zero), .spawn])
        #expect(machine.retired == [10])
        // Heard of a second time, as a child by then.
        #expect(machine.exited(20, status: 137, at: 0) == [])
    }

    @Test func aSuccessorThatFailedIsNoBusinessOfOurs() {
        var machine = serving()
        #expect(machine.exited(20, status: 78, at: 0) == [])
        #expect(machine.phase == .serving)
    }

    @Test func stopsAndEnds() {
        var machine = serving()
        #expect(
            machine.stop(patience: .seconds(5)) == [.signal(10, .terminate), .arm(.seconds(5))])
        #expect(machine.stop(patience: .seconds(5)) == [])
        #expect(machine.exited(10, status: 0, at: 0) == [.disarm, .announceEnd])
        #expect(machine.phase == .ended)
    }

    @Test func stopIsBounded() {
        var machine = serving()
        _ = machine.stop(patience: .seconds(5))
        // What still drains is cut short, so that it can say what is lost with it.
        #expect(
            machine.timerFired() == [
                .signal(10, .terminate), .arm(UnitStateMachine.urgedPatience),
            ])
        #expect(machine.timerFired() == [.signal(10, .kill), .arm(.seconds(1))])
        #expect(machine.timerFired() == [.signal(10, .kill), .arm(.seconds(1))])
        #expect(machine.exited(10, status: 137, at: 0) == [.disarm, .announceEnd])
    }

    @Test func aPredecessorThatIsLeftIsUrgedToo() {
        var machine = serving()
        _ = machine.mainProcess(20, at: 0)
        _ = machine.stop(patience: .seconds(5))
        _ = machine.exited(20, status: 0, at: 0)
        #expect(
            machine.timerFired() == [
                .signal(10, .terminate), .arm(UnitStateMachine.urgedPatience),
            ])
    }

    @Test func stopWaitsForPredecessors() {
        var machine = serving()
        _ = machine.mainProcess(20, at: 0)
        _ = machine.stop(patience: .seconds(5))
        #expect(machine.exited(20, status: 0, at: 0) == [.signal(10, .terminate)])
        #expect(machine.exited(10, status: 0, at: 0) == [.disarm, .announceEnd])
    }

    @Test func stopDuringAPauseEndsAtOnce() {
        var machine = serving()
        _ = machine.exited(10, status: 1, at: 0)
        _ = machine.spawnFailed()
        #expect(machine.phase == .pausing)
        #expect(
            machine.stop(patience: .seconds(1)) == [.arm(.seconds(1)), .disarm, .announceEnd])
    }

    @Test func aRenewalThatCrossesAStopIsStoppedToo() {
        var machine = serving()
        _ = machine.stop(patience: .seconds(5))
        #expect(machine.mainProcess(20, at: 0) == [.follow(20), .signal(20, .terminate)])
        #expect(machine.exited(10, status: 0, at: 0) == [])
        #expect(machine.exited(20, status: 0, at: 0) == [.disarm, .announceEnd])
    }

    @Test func killReachesAllProcesses() {
        var machine = serving()
        _ = machine.mainProcess(20, at: 0)
        #expect(
            machine.kill() == [.signal(20, .kill), .signal(10, .kill), .arm(.seconds(1))])
        _ = machine.exited(10, status: 137, at: 0)
        #expect(machine.exited(20, status: 137, at: 0) == [.disarm, .announceEnd])
        #expect(machine.kill() == [])
    }

    // MARK: On demand

    private var onDemand: UnitStateMachine { Machine(Machine.Rules(isOnDemand: true)) }

    /// One that was asked for and serves as process 10.
    private func awake() -> UnitStateMachine {
        var machine = onDemand
        _ = machine.start()
        _ = machine.wake()
        _ = machine.spawned(10, at: 0)
        _ = machine.ready(10, at: 0)
        return machine
    }

    @Test func sleepsUntilItIsAsked() {
        var machine = onDemand
        #expect(machine.start() == [.disarm, .listen])
        #expect(machine.phase == .sleeping && machine.timerFired() == [])
        #expect(machine.wake() == [.unlisten, .spawn])
        #expect(machine.wake() == [])
        #expect(machine.spawned(10, at: 0) == [.arm(.seconds(10))])
        #expect(machine.ready(10, at: 1) == [.arm(.seconds(30)), .announceReady])
    }

    @Test func sleepsAgainWhenItEndsByItself() {
        var machine = awake()
        #expect(machine.exited(10, status: 0, at: second) == [.disarm, .listen])
        #expect(machine.wake() == [.unlisten, .spawn])
        #expect(machine.failures == 0)
    }

    @Test func isStartedByItsNextCallerAfterACrash() {
        var machine = awake()
        #expect(
            machine.exited(10, status: 137, at: second)
                == [.disarm, .reportDeath(status: 137, pause: .zero), .disarm, .listen])
        _ = machine.wake()
        _ = machine.spawned(11, at: second)
        #expect(
            machine.exited(11, status: 1, at: second)
                == [
                    .reportDeath(status: 1, pause: .milliseconds(10)), .arm(.milliseconds(10)),
                ])
        #expect(machine.wake() == [])
        #expect(machine.timerFired() == [.disarm, .listen])
    }

    @Test func isNotGivenUpForGood() {
        var machine = awake()
        #expect(
            machine.exited(10, status: 78, at: second)
                == [.giveUp(status: 78), .arm(.seconds(1))])
        #expect(machine.timerFired() == [.disarm, .listen])
    }

    @Test func stopsInItsSleep() {
        var machine = onDemand
        _ = machine.start()
        #expect(
            machine.stop(patience: patience) == [
                .unlisten, .arm(patience), .disarm, .announceEnd,
            ])
        #expect(machine.wake() == [])
        var killed = onDemand
        _ = killed.start()
        #expect(killed.kill().first == .unlisten && killed.phase == .ended)
    }

    @Test func stopsWhileItServes() {
        var machine = awake()
        #expect(
            machine.stop(patience: patience) == [.signal(10, .terminate), .arm(patience)])
        #expect(machine.exited(10, status: 0, at: second) == [.disarm, .announceEnd])
    }

    private let patience = Duration.seconds(2)
}
