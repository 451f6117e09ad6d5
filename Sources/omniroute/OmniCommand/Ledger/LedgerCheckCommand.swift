internal import ArgumentParser
internal import JSON

/// `omniroute ledger check`.
struct LedgerCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read all days through, and compare the sums with the rows.",
        discussion: """
            It may take minutes; requests go on meanwhile. Exit status 1 when something is found.
            """)

    /// A year of days is read through.
    private static let patience = Duration.seconds(3_600)

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(SocketPlace.find(places), patience: Self.patience)
        var call = ManageCall(method: "POST", target: APIPath.of("ledger", "check"))
        call.isHarmlessTwice = true
        let found = try session.send(call).json()
        let problems = (found["problems"]?.array ?? []).map(\.shown)
        if output.format == .table {
            for problem in problems { Terminal.line(problem) }
            if problems.isEmpty, found["ok"]?.bool == true {
                Terminal.line("all days are sound, and the sums are right")
            }
        } else {
            Sheet.print(found, output.format)
        }
        if let failure = RowText.text(found["failure"]) {
            throw CommandFailure(.temporary, failure)
        }
        guard problems.isEmpty, found["ok"]?.bool != false else {
            throw CommandFailure(.unhealthy, "")
        }
    }
}
