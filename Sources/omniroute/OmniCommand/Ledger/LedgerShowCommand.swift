internal import ArgumentParser
internal import JSON

/// `omniroute ledger show`, and `omniroute ledger` alone.
struct LedgerShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show days, sizes, retention and troubles.",
        discussion: "Exit status 1 when there is trouble.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let state = try ManageSession(places).get(APIPath.of("ledger"))
        if output.format == .table {
            for line in LedgerText.lines(state) { Terminal.line(line) }
        } else {
            Sheet.print(state, output.format)
        }
        guard LedgerText.troubles(state).isEmpty else { throw CommandFailure(.unhealthy, "") }
    }
}
