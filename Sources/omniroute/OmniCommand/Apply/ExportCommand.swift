internal import ArgumentParser
internal import Configuration
internal import Glibc
internal import IPC

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
        help: ArgumentHelp(
            "The file with the vault's key, where the daemons have it from elsewhere.",
            valueName: "file"),
        completion: .file())
    var keyFile: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write (standard output).", valueName: "file"),
        completion: .file())
    var output = "-"

    @Flag(help: "Replace the file when it is there.")
    var force = false

    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard !withSecrets || output != "-" || !Terminal.isInteractive else {
            throw ValidationError(
                "--with-secrets does not write to a terminal; name a file with --output")
        }
        guard withSecrets || keyFile == nil else {
            throw ValidationError("--key-file goes with --with-secrets")
        }
    }

    func run() throws {
        guard withSecrets else { return try write(document(layer, format)) }
        let (filled, missing) = try documentWithSecrets()
        try write(format == .json ? filled.json() : Array(filled.yaml(withSecrets: true).utf8))
        guard !missing.isEmpty else { return }
        throw CommandFailure(
            .data,
            "the vault has no such secrets for these, {kept: true} stays there:\n"
                + missing.joined(separator: "\n"))
    }

    private func write(_ document: [UInt8]) throws(CommandFailure) {
        let isEnded = document.last == UInt8(ascii: "\n")
        let text = isEnded ? document : document + [UInt8(ascii: "\n")]
        guard output != "-" else { return try Terminal.write(text, to: STDOUT_FILENO) }
        let file = try PartFile(output, replaces: force)
        try file.write(text)
        try file.finish()
    }

    private func document(_ layer: Layer, _ format: Format) throws(CommandFailure) -> [UInt8] {
        let target = APIPath.of(
            "config", query: ["layer": layer.rawValue, "format": format.rawValue])
        return try ManageSession(places).send(ManageCall(method: "GET", target: target)).body
    }

    private func documentWithSecrets() throws(CommandFailure) -> (Document, missing: [String]) {
        let merged = try document(.merged, .json)
        let shown = layer == .merged ? merged : try document(layer, .json)
        let vault = try VaultSecrets(StatePlace.find(places), keyFile: keyFile)
        do throws(ConfigurationErrors) {
            // A layer alone may name what is in the other one.
            let origins = try Self.origins(Document(json: merged))
            return try Document(json: shown).withSecrets { id in
                // The vault may be another gateway's, where the same name stands for something else.
                vault[id].flatMap { $0.origin == origins[id] ? $0 : nil }
            }
        } catch {
            throw CommandFailure(.data, "the gateway's configuration cannot be read: \(error)")
        }
    }

    /// Where each credential goes.
    private static func origins(
        _ document: Document
    ) throws(ConfigurationErrors) -> [String: String] {
        Dictionary(
            try document.load().vault.credentials.map { ($0.connectionID, $0.origin) },
            uniquingKeysWith: { first, _ in first })
    }
}
