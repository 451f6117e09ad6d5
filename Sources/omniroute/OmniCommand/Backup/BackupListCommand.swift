internal import ArgumentParser
internal import JSON

/// `omniroute backup list`.
struct BackupListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the backups in a directory, the oldest first.")

    @Argument(help: "The directory (this one).", completion: .directory)
    var directory: String?

    @Flag(help: "Those that were made by themselves.")
    var automatic = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    private static let listing = Listing(
        columns: [
            .text("FILE", "file"), .text("CREATED", "created"), .text("VERSION", "version"),
            .number("FILES", "files"), .number("BYTES", "bytes"),
        ],
        nameField: "file", nothing: "there is no backup here")

    func validate() throws {
        guard !automatic || directory == nil else {
            throw ValidationError("--automatic says which directory")
        }
    }

    func run() throws {
        let directory = automatic ? StatePlace.find(places).backups : self.directory ?? "."
        let names = SmallFile.names(in: directory).filter { $0.hasSuffix(".tar") }
        var found: [(path: String, manifest: BackupManifest)] = []
        for name in names {
            let path = directory == "." ? name : "\(directory)/\(name)"
            // An archive of something else is none of ours.
            if let archive = try? BackupArchive(path) { found.append((path, archive.manifest)) }
        }
        found.sort { ($0.manifest.created, $0.path) < ($1.manifest.created, $1.path) }
        Self.listing.print(found.compactMap { Self.entry($0.path, $0.manifest) }, output.format)
    }

    private static func entry(_ path: String, _ manifest: BackupManifest) -> JSONValue? {
        var writer = JSONWriter()
        writer.object { object in
            object.member("file", path)
            object.member("created", manifest.createdText)
            object.member("version", manifest.version)
            object.member("files", manifest.files.count)
            object.member("bytes", manifest.files.reduce(0) { $0 + $1.size })
        }
        // What was just written is JSON.
        return try? JSONDocument(writer.take()).root
    }
}
