internal import ArgumentParser
internal import JSON

/// `omniroute report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "A month on a page: requests, tokens, money, by provider, model and key.",
        discussion: """
            Days and the month are those of the zone of the settings.

            Examples:
              omniroute report --month 2026-11
              omniroute report -o markdown | mail -s 'Models in November' team@example.com
            """)

    /// How it is printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case markdown
    }

    @Option(help: ArgumentHelp("The month, such as 2026-11 (the present one).", valueName: "month"))
    var month: String?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("text, json or markdown.", valueName: "format"))
    var output = Format.text

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var places: PlaceOptions

    func validate() throws {
        if let month, !Self.isMonth(month) {
            throw ValidationError("a month is written as 2026-11")
        }
    }

    func run() throws {
        // Which month it is depends on the zone of the settings.
        let target = APIPath.of("reports", month ?? "current")
        let report = try ManageSession(places).get(target)
        AggregateOutput.tellCut(report)
        guard !json, output != .json else {
            return Terminal.output(Listing.document(report, .json))
        }
        let style: ReportText.Style = output == .markdown ? .markdown : .text
        for line in ReportText(report, style).lines { Terminal.line(line) }
    }

    /// Whether a text is a year and a month.
    static func isMonth(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 4, parts[1].count == 2, UInt16(parts[0]) != nil,
            let month = UInt8(parts[1])
        else { return false }
        return (1...12).contains(month)
    }
}
