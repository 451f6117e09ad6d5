internal import ArgumentParser
internal import JSON

/// `omniroute quota refresh`.
struct QuotaRefreshCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Ask the providers that tell how much of their accounts is used.",
        discussion: "What they say corrects what was counted here.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(SocketPlace.find(places), patience: ConnectionTest.patience)
        let target = APIPath.of("quotas", "refresh")
        let answers =
            try session.send(ManageCall(method: "POST", target: target)).json()["data"]?
            .array ?? []
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
}
