internal import ArgumentParser
internal import JSON

/// `omniroute ledger delete-bodies`.
struct LedgerDeleteBodiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete-bodies",
        abstract: "Delete all recorded requests and answers; their rows stay.",
        discussion: "Whether bodies are recorded is set with settings.ledger.bodies, or by key.")

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(places)
        try confirm()
        try session.send(ManageCall(method: "DELETE", target: APIPath.of("logs", "bodies")))
        Terminal.line("all recorded bodies are deleted")
    }

    /// Nobody can bring them back.
    private func confirm() throws(CommandFailure) {
        guard !yes else { return }
        guard Terminal.canAsk else {
            throw CommandFailure(.usage, "there is no terminal to ask on; give --yes")
        }
        guard Confirmation.ask("Delete all recorded bodies?") else {
            throw CommandFailure(.unhealthy, "nothing was deleted")
        }
    }
}
