internal import ArgumentParser
internal import EventLoop
internal import Glibc

/// `omniroute backup create`, and `omniroute backup` alone.
struct BackupCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a backup.",
        discussion: """
            It is restored into a directory beside it before it counts as made, and that is taken away again. Needs the \
            rights of root, or of the user that runs the daemons.
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file to write (omniroute-TIME.tar in this directory).", valueName: "file"),
        completion: .file(extensions: ["tar"]))
    var output: String?

    @Flag(
        help:
            "Put the key of the vault in as well: whoever has the backup then has the providers' keys."
    )
    var withKey = false

    @Flag(
        help: "Put the days of the ledger in as well, the rows of all requests; bodies never are.")
    var withHistory = false

    @Flag(
        help: ArgumentHelp(
            "One of those that are made by themselves, if one is due: into backups in the data directory, the oldest deleted."
        ))
    var automatic = false

    @Flag(help: "Replace the file if it is there already.")
    var force = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard !automatic || (output == nil && !withKey && !force && !json) else {
            throw ValidationError(
                "--automatic goes with none of --output, --with-key, --force and --json")
        }
        guard output != "-" else {
            throw ValidationError(
                "a backup is restored on trial before it counts as made, which needs a file: name one"
            )
        }
    }

    func run() throws {
        if automatic { return try makeAutomatic() }
        let now = wallMicroseconds()
        let file = output ?? "omniroute-\(TimeStamp.text(now)).tar"
        let maker = BackupMaker(
            place: StatePlace.find(places), withKey: withKey, withHistory: withHistory, now: now,
            replaces: force, whenLeftOut: Terminal.error)
        let manifest = try maker.make(file)
        try prove(file)
        if json {
            Terminal.line(JSONText.text(manifest.bytes))
        } else {
            let bytes = manifest.files.reduce(0) { $0 + $1.size }
            Terminal.line("\(file): \(manifest.files.count) files, \(HumanText.bytes(bytes))")
            remarks.forEach(Terminal.error)
        }
    }

    /// What is not in it.
    private var remarks: [String] {
        var remarks: [String] = []
        if !withKey {
            remarks.append(
                "the key of the vault is not in it; keep that elsewhere, or the providers' keys have to be given again"
            )
        }
        if !withHistory {
            remarks.append("the rows of requests are not in it; --with-history puts them in")
        }
        return remarks
    }

    private func prove(_ file: String) throws(CommandFailure) {
        do throws(CommandFailure) {
            try BackupTrial.run(file)
        } catch {
            unlink(file)
            throw error
        }
    }

    private func makeAutomatic() throws(CommandFailure) {
        let sockets = SocketPlace.find(places)
        let run = AutomaticBackup(
            place: StatePlace.find(places), settings: .current(sockets), now: wallMicroseconds(),
            withHistory: withHistory, whenLeftOut: Terminal.error)
        if case .made(let file) = try run.run() { Terminal.line("made and proven: \(file)") }
    }
}
