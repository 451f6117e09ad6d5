internal import ArgumentParser

/// `omniroute export`.
struct ExportCommand: ParsableCommand {
    /// The part of the configuration.
    enum Layer: String, CaseIterable, ExpressibleByArgument {
        /// All of it.
        case merged
        /// What files say.
        case file
        /// What was made with commands and in the browser.
        case api
    }

    /// How it is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case yaml
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the configuration as a file; secrets stay where they are.",
        discussion: """
            In the place of a provider's secret stands {kept: true}; API keys have the hash of theirs.

            Example: omniroute export -o omniroute.yaml
            """)

    @Option(help: "merged, file or api.")
    var layer = Layer.merged

    @Option(help: "yaml or json.")
    var format = Format.yaml

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write (standard output).", valueName: "file"),
        completion: .file())
    var output = "-"

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let target = APIPath.of(
            "config", query: ["layer": layer.rawValue, "format": format.rawValue])
        let reply = try ManageSession(places).send(ManageCall(method: "GET", target: target))
        var bytes = reply.body
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        try OutputFile.write(bytes, to: output)
    }
}
