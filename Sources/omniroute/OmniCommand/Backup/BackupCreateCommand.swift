internal import ArgumentParser
internal import EventLoop

/// `omniroute backup create`.
struct BackupCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a backup.",
        discussion: "Needs the rights of root, or of the user that runs the daemons.")

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

    @Flag(help: "Replace the file if it is there already.")
    var force = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let now = wallMicroseconds()
        let file = output ?? "omniroute-\(TimeStamp.text(now)).tar"
        let maker = BackupMaker(
            place: StatePlace.find(places), withKey: withKey, now: now, replaces: force)
        let manifest = try maker.make(file)
        if json {
            Terminal.line(String(decoding: manifest.bytes, as: UTF8.self))
        } else {
            let bytes = manifest.files.reduce(0) { $0 + $1.size }
            Terminal.line("\(file): \(manifest.files.count) files, \(HumanText.bytes(bytes))")
            if !withKey {
                Terminal.error(
                    "the key of the vault is not in it; keep that elsewhere, or the providers' keys have to be given again"
                )
            }
        }
    }
}
