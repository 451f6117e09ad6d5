internal import ArgumentParser
internal import EventLoop
internal import Glibc

/// `omniroute logs export`.
struct LogsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all rows of a table, as JSON lines or CSV.",
        discussion: """
            All that fit the filters, however many, the newest first. They are written as they come; a file that is cut \
            off stays beside its name, with .part added.

            Example: omniroute logs export attempts --since 30d --format csv -o attempts.csv
            """)

    /// What is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case jsonl
        case csv
    }

    @Argument(
        help: "requests, attempts, calls or console.",
        completion: .list(LogsExportCommand.tables))
    var table = RequestTable.name

    @Option(help: ArgumentHelp("jsonl or csv.", valueName: "format"))
    var format = Format.jsonl

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file to write; - for standard output, as without it.", valueName: "file"),
        completion: .file(extensions: ["csv", "jsonl"]))
    var output: String?

    @Flag(help: "Replace the file if it is there already.")
    var force = false

    @OptionGroup var filter: LedgerFilterOptions
    @OptionGroup var console: ConsoleFilterOptions
    @OptionGroup var places: PlaceOptions

    static let tables = [
        RequestTable.name, AttemptTable.name, CallTable.name, ConsoleTable.name,
    ]

    private static let filters = [
        RequestTable.name: RequestTable.filters, AttemptTable.name: AttemptTable.filters,
        CallTable.name: CallTable.filters, ConsoleTable.name: ConsoleTable.filters,
    ]

    func validate() throws {
        guard Self.tables.contains(table) else {
            throw ValidationError(
                "there is no table \(table); one of \(Self.tables.joined(separator: ", "))")
        }
    }

    /// Refuses what the table has no filter for.
    func check() throws(CommandFailure) {
        try filter.check(Self.filters[table] ?? [], of: table, further: console.given)
    }

    /// The file to write; nil for standard output.
    var file: String? { output == "-" ? nil : output }

    func run() throws {
        try check()
        let query =
            [("format", format.rawValue)] + filter.query(now: wallMicroseconds()) + console.query
        let target = APIPath.with(query, APIPath.of("logs", table, "export"))
        let session = try ManageSession(places)
        guard let output = file else {
            return try ManageDownload(session).run(target) { bytes throws(CommandFailure) in
                try Terminal.write(bytes, to: STDOUT_FILENO)
            }
        }
        let file = try PartFile(output, replaces: force, keepsPart: true)
        try ManageDownload(session).run(target) { bytes throws(CommandFailure) in
            try file.write(bytes)
        }
        try file.finish()
        Terminal.error("\(output): \(HumanText.bytes(UInt64(file.count)))")
    }
}
