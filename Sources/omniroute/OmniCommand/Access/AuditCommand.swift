internal import ArgumentParser

/// `omniroute audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show who changed what, the newest last.")

    @Option(
        name: [.customShort("n"), .customLong("lines")],
        help: ArgumentHelp("How many to show.", valueName: "n"))
    var count: UInt32 = 50

    @OptionGroup var output: OutputOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let target = APIPath.of("audit-log", query: ["limit": "\(count)"])
        // The API tells the newest first; a terminal is read from below.
        let entries = Array(try ManageSession(places).list(target).reversed())
        Listing(
            columns: [
                .text("TIME", "time"), .text("WHO", "actor"), .text("FROM", "address"),
                .text("ACTION", "action"), .text("SUBJECT", "subject"), .text("DETAIL", "detail"),
                .number("STATUS", "status"),
            ],
            nameField: "id", nothing: "nothing was changed yet"
        ).print(entries, output.format, fields)
    }
}
