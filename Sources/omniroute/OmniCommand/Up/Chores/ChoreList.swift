internal import EventLoop
internal import Logging

/// What `up` does now and then: backups, and questions about quotas.
enum ChoreList {
    /// Backups are looked after once an hour; whether one is due they know themselves.
    private static let backup = ChoreSchedule(
        first: .seconds(600), pause: .seconds(3_600), limit: .seconds(3_600))
    private static let quotas = ChoreSchedule(
        first: .seconds(300), pause: .seconds(300), limit: .seconds(120))

    /// The chores of one run.
    ///
    /// - Parameters:
    ///   - reactor: The loop.
    ///   - program: The path of this program.
    ///   - data: Where the state is.
    ///   - place: Where the sockets are.
    ///   - own: The variables of this process; `OMNI_CHORE_SECONDS`, for tests, is the time between runs.
    ///   - log: For what fails.
    /// - Returns: The chores, not started.
    static func all(
        _ reactor: Reactor, program: String, data: DataDirectory, place: SocketPlace,
        own: [String: String], log: Logger
    ) -> [Chore] {
        let places = ["--data-dir", data.path, "--socket-dir", place.path]
        let commands: [(String, [String], ChoreSchedule)] = [
            ("omniroute backup", ["backup", "create", "--automatic"], backup),
            ("omniroute quota", ["quota", "refresh", "--older-than", "300", "--quiet"], quotas),
        ]
        let hurry = own["OMNI_CHORE_SECONDS"].flatMap { Int64($0) }.map {
            Duration.seconds(max(1, $0))
        }
        return commands.map { name, words, usual in
            let spec = ProgramSpec(
                name: name, path: program, arguments: words + places,
                environment: ChildEnvironment.base(own), sockets: [],
                rules: UnitStateMachine.Rules(notifies: false, watchdog: nil), niceness: 10)
            let schedule = hurry.map { ChoreSchedule(first: $0, pause: $0, limit: usual.limit) }
            return Chore(reactor, spec, schedule ?? usual, log: log)
        }
    }
}
