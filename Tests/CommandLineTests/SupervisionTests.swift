import Testing

@testable import OmniCommand

/// What goes to and comes from supervised programs.
@Suite struct SupervisionTests {
    @Test func readsNotifications() {
        let message = NotifyMessage("MAINPID=42\nREADY=1\nSTATUS=a=b c\nX=1\n")
        #expect(message.mainProcess == 42)
        #expect(message.isReady)
        #expect(!message.isAlive)
        #expect(message.status == "a=b c")
        #expect(NotifyMessage("WATCHDOG=1").isAlive)
    }

    @Test(arguments: [
        "", "READY", "READY=0", "MAINPID=x", "MAINPID=-3", "=", "\n\n", "WATCHDOG=trigger",
    ])
    func passesOverWhatItDoesNotKnow(text: String) {
        #expect(NotifyMessage(text) == NotifyMessage(""))
    }

    @Test func theWholeStopFitsItsLimit() {
        let stages = StopOrder.stages.indices.map {
            StopOrder.patience(stage: $0) + UnitStateMachine.urgedPatience
        }
        #expect(stages.reduce(.zero, +) < StopOrder.limit)
        #expect(StopOrder.patience(stage: 0) > .seconds(StopOrder.drainSeconds))
    }

    @Test func everyProgramHasItsStage() {
        let all = StopOrder.stages.flatMap { $0 }.sorted()
        #expect(all == (DaemonName.allCases.map(\.program) + [Demo.program]).sorted())
        #expect(StopOrder.stages.first == ["omni-ingress"])
    }

    @Test func drainIsClamped() {
        #expect(StopOrder.drainSeconds(asked: nil) == 5)
        #expect(StopOrder.drainSeconds(asked: 60) == 5)
        #expect(StopOrder.drainSeconds(asked: 2) == 2)
        #expect(StopOrder.drainSeconds(asked: -1) == 0)
    }

    @Test func handsOverAsSystemdDoes() {
        let spec = ProgramSpec(
            name: "omni-ingress", path: "/bin/x", arguments: [], environment: [],
            sockets: [("ipc", 7), ("http", 8), ("http", 9)], rules: UnitStateMachine.Rules())
        let entries = ChildProcess.handOver(spec, notifySocket: "/run/n")
        #expect(entries.contains("LISTEN_FDS=4"))
        #expect(entries.contains("LISTEN_FDNAMES=ipc:http:http:omni-lifeline"))
        #expect(entries.contains("NOTIFY_SOCKET=/run/n"))
        #expect(entries.contains("WATCHDOG_USEC=30000000"))
        #expect(entries.contains { $0.hasPrefix("LISTEN_PID=#") })
    }

    @Test func secretsOfTheEnvironmentStayHere() {
        let own = [
            "PATH": "/bin", "OPENAI_API_KEY": "sk-secret", "OMNI_WORK_KEY": "sk-other",
            "CREDENTIALS_DIRECTORY": "/creds", "NOTIFY_SOCKET": "/old", "LISTEN_FDS": "1",
            "OMNI_LOG_LEVEL": "debug",
        ]
        let data = DataDirectory("/data")
        let place = SocketPlace(path: "/data/run")
        let egress = ChildEnvironment.entries(of: .egress, data: data, place: place, own: own)
        #expect(
            egress.sorted() == [
                "CREDENTIALS_DIRECTORY=/creds", "OMNI_DRAIN_SECONDS=5", "OMNI_LOG_LEVEL=debug",
                "OMNI_SOCKET_DIR=/data/run", "PATH=/bin", "STATE_DIRECTORY=/data/egress",
                "SWIFT_BACKTRACE=enable=no",
            ])
        let route = ChildEnvironment.entries(of: .route, data: data, place: place, own: own)
        #expect(!route.contains { $0.hasPrefix("CREDENTIALS_DIRECTORY") })
        #expect(route.contains("STATE_DIRECTORY=/data/route"))
    }

    @Test(arguments: [(Int32(0), "0"), (78, "78"), (137, "signal 9"), (134, "signal 6")])
    func namesExitStatuses(status: Int32, text: String) {
        #expect(SupervisedUnit.statusText(status) == text)
    }
}
