internal import ArgumentParser
internal import EventLoop

/// `omniroute restore FILE`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of all state; the daemons must be stopped.",
        discussion: """
            The backup is checked whole before anything is replaced. What was there is kept beside it, with .before-TIME \
            in its name. Needs the rights of root, or of the user that runs the daemons.

            Example: systemctl stop omni.target 'omni-*' && omniroute restore omniroute.tar && systemctl start omni.target
            """)

    @Argument(help: "The backup.", completion: .file(extensions: ["tar"]))
    var file: String

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let archive = try BackupArchive(file)
        let place = StatePlace.find(places)
        // Held until the end: no `up` begins meanwhile.
        let lock = try Self.lock(place)
        defer { withExtendedLifetime(lock) {} }
        try place.requireStopped(
            place.isSystem
                ? SocketPlace(path: places.socketDirectory ?? SocketPlace.systemDirectory)
                : SocketPlace.find(places))
        let stamp = TimeStamp.text(wallMicroseconds())
        try Restoration(place: place, stamp: stamp).run(archive)
        let manifest = archive.manifest
        Terminal.output(
            "restored \(manifest.files.count) files of \(manifest.createdText) to \(place.path)\n")
        if !manifest.files.contains(where: { $0.name == BackupName.vaultKey }) {
            Terminal.error(
                "the key of the vault was not in it: the providers' keys open with the key that the vault had then"
            )
        }
    }

    private static func lock(_ place: StatePlace) throws(CommandFailure) -> DirectoryLock? {
        guard !place.isSystem else { return nil }
        let data = DataDirectory(place.path)
        try data.create()
        return try DirectoryLock(data)
    }
}
