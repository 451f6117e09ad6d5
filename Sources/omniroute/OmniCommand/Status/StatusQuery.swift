internal import EventLoop
internal import IPC

/// Asks the daemons that are always there how they are, all at once.
///
/// One that runs only on demand is not asked: that would start it.
struct StatusQuery {
    private static let limit = Duration.seconds(1)
    private let place: SocketPlace

    /// Asks at the sockets of `place`.
    init(_ place: SocketPlace) { self.place = place }

    /// A report of each daemon, in the order of a request's way, within about a second.
    func ask() -> [DaemonReport] {
        var reports = DaemonName.alwaysOn.map { DaemonReport(daemon: $0) }
        do throws(SystemError) {
            let reactor = try Reactor()
            var clients: [Client] = []
            var open = 0
            for index in reports.indices {
                let path = place.socket(of: reports[index].daemon)
                if let number = DaemonLine.obstacle(path) {
                    reports[index].problem = "\(path): \(errorText(number))"
                    continue
                }
                let client = Client(
                    reactor, path: path, name: reports[index].daemon.rawValue, hello: .ofCommand)
                clients.append(client)
                open += 1
                Self.ask(client) { result in
                    open -= 1
                    switch result {
                    case .success(let status): reports[index].status = status
                    case .failure(let error): reports[index].problem = Self.text(error)
                    }
                }
            }
            _ = reactor.wait(within: Self.limit + .milliseconds(200)) { open == 0 ? true : nil }
            for client in clients { client.stop() }
        } catch {
            for index in reports.indices { reports[index].problem = "\(error)" }
        }
        for index in reports.indices { Self.complete(&reports[index]) }
        return reports
    }

    private static func ask(
        _ client: Client, finish: @escaping (Result<DaemonStatus, CallError>) -> Void
    ) {
        client.start()
        client.whenConnected(within: limit) { connected in
            guard connected else {
                return finish(.failure(CallError(code: .deadline, message: "")))
            }
            client.call(.status, StatusAsk(), within: limit, finish: finish)
        }
    }

    private static func text(_ error: CallError) -> String {
        switch error.code {
        case .deadline: "does not answer within a second"
        case .refused: "does not let this user ask"
        default: error.message.isEmpty ? "\(error.code.word)" : error.message
        }
    }

    private static func complete(_ report: inout DaemonReport) {
        guard let status = report.status else {
            if report.problem == nil { report.problem = "does not answer within a second" }
            return
        }
        report.proportionalBytes = SmallFile.read("/proc/\(status.pid)/smaps_rollup")
            .flatMap(DaemonReport.proportional)
    }
}
