internal import ArgumentParser
internal import JSON

/// `omniroute backup show FILE`.
struct BackupShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what is in a backup.")

    @Argument(help: "The backup.", completion: .file(extensions: ["tar"]))
    var file: String

    @Flag(help: "Read all of it and compare the hashes.")
    var verify = false

    @OptionGroup var output: OutputOptions

    private static let columns: [Listing.Column] = [
        .text("FILE", "name"), .number("BYTES", "bytes"), .number("SCHEMA", "schema"),
        .text("SHA-256", "sha256"),
    ]

    func run() throws {
        let archive = try BackupArchive(file)
        let manifest = archive.manifest
        if verify {
            let scratch = try ScratchDirectory(beside: file)
            defer { scratch.remove() }
            let places = Dictionary(
                uniqueKeysWithValues: manifest.files.enumerated().map { ($1.name, "\($0)") })
            try archive.extract { "\(scratch.path)/\(places[$0.name] ?? "file")" }
        }
        let root = try JSONDocument(manifest.bytes).root
        guard output.format == .table else { return Sheet.print(root, output.format) }
        Terminal.output(
            "made \(manifest.createdText) by omniroute \(HumanText.clean(manifest.version))\n")
        for line in Listing.table(root["files"]?.array ?? [], Self.columns) { Terminal.line(line) }
        if verify { Terminal.line("all files are as they were backed up") }
    }
}
