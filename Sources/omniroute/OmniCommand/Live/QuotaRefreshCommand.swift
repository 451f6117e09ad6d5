internal import ArgumentParser
internal import JSON

/// `omniroute quota refresh`.
struct QuotaRefreshCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Ask the providers that tell how much of their accounts is used.",
        discussion: "What they say corrects what was counted here.")

    @Option(
        help: ArgumentHelp(
            "Only what was not asked for so many seconds, and used since.", valueName: "seconds"))
    var olderThan: UInt32?

    @Flag(
        help: "Print only what failed, and end well when somebody could be asked: for timers.")
    var quiet = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(SocketPlace.find(places), patience: ConnectionTest.patience)
        let target = APIPath.of(
            "quotas", "refresh", query: ["older_than": olderThan.map { "\($0)" }])
        let answers =
            try session.send(ManageCall(method: "POST", target: target)).json()["data"]?
            .array ?? []
        if quiet { return Self.complain(answers) }
        Listing(
            columns: [
                .text("CONNECTION", "connection"), .text("OK", "ok"), .text("PLAN", "plan"),
                .text("QUOTAS", "quotas"), .text("ERROR", "error.message"),
            ],
            nameField: "connection", nothing: "no provider tells how much is used"
        ).print(answers, output.format)
        guard answers.allSatisfy({ $0["ok"]?.bool != false }) else {
            throw CommandFailure(.unhealthy, "")
        }
    }

    /// A line for each that failed.
    private static func complain(_ answers: [JSONValue]) {
        for answer in answers where answer["ok"]?.bool == false {
            Terminal.error("\(answer.shown("connection")): \(answer.shown("error.message"))")
        }
    }
}
