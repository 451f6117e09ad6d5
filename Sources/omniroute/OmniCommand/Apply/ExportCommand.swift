internal import ArgumentParser
internal import Configuration

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
        abstract: "Write the configuration as a file, without secrets or with them.",
        discussion: """
            In the place of a provider's secret stands {kept: true}; API keys have the hash of theirs, with which they work \
            elsewhere too. With --with-secrets the providers' secrets are written out, for `omniroute import` on another \
            machine: whoever has that file has them. They are read from the vault and its key, not from the daemons, which \
            give none away; that needs the rights of root, or of the user that runs the daemons.

            Examples:
              omniroute export -o omniroute.yaml
              omniroute export --with-secrets | age -p > omniroute.yaml.age
            """)

    @Option(help: "merged, file or api.")
    var layer = Layer.merged

    @Option(help: "yaml or json.")
    var format = Format.yaml

    @Flag(help: "Write the providers' secrets too.")
    var withSecrets = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write (standard output).", valueName: "file"),
        completion: .file())
    var output = "-"

    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard !withSecrets || output != "-" || !Terminal.isInteractive else {
            throw ValidationError(
                "--with-secrets does not write to a terminal; name a file with --output")
        }
    }

    func run() throws {
        var bytes = withSecrets ? try documentWithSecrets() : try document(format)
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        try OutputFile.write(bytes, to: output)
    }

    private func document(_ format: Format) throws(CommandFailure) -> [UInt8] {
        let target = APIPath.of(
            "config", query: ["layer": layer.rawValue, "format": format.rawValue])
        return try ManageSession(places).send(ManageCall(method: "GET", target: target)).body
    }

    private func documentWithSecrets() throws(CommandFailure) -> [UInt8] {
        let bytes = try document(.json)
        let marked: Document
        do throws(ConfigurationErrors) {
            marked = try Document(json: bytes)
        } catch {
            throw CommandFailure(.data, "the gateway's configuration cannot be read: \(error)")
        }
        let vault = try VaultSecrets(StatePlace.find(places))
        let (filled, missing) = marked.withSecrets { vault[$0] }
        for path in missing {
            Terminal.error("\(path): the vault has no such secret; {kept: true} stays there")
        }
        return format == .json ? filled.json() : Array(filled.yaml(withSecrets: true).utf8)
    }
}
