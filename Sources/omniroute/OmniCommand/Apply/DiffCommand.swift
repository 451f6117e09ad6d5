internal import ArgumentParser

/// `omniroute diff FILE`.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what applying a configuration file would change.",
        discussion:
            "+ is added, - removed, ~ changed. Exit status 0 when nothing would change, 1 otherwise."
    )

    @Argument(
        help: "The configuration file, - for standard input.",
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Flag(help: "Print the answer of the API as JSON.")
    var json = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let document = try ConfigurationLoading.document(file)
        let change = ConfigurationChange(method: "PUT", path: ["config"], document: document)
        let diff = try change.preview(places)
        if json {
            Terminal.line(JSONText.text(diff.answer))
        } else {
            for line in diff.lines(colored: Terminal.usesColor) { Terminal.line(line) }
        }
        guard diff.isEmpty else { throw CommandFailure(.unhealthy, "") }
    }
}
