internal import ArgumentParser
internal import EventLoop
internal import Glibc
internal import IPC

/// `omniroute first-key`: what `up` does at its first start, for the systemd units.
struct FirstKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "first-key",
        abstract: "Make an API key when there is none yet.",
        discussion: """
            The key is shown once, or written to a new file for this user only; the daemons keep its hash. Does nothing \
            when there is a key. Needs the rights of root, or of the user that runs the daemons.
            """)

    @Option(
        help: ArgumentHelp(
            "Write the key to this new file instead of standard output.", valueName: "path"))
    var file: String?

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let route = try DaemonLine(.route, at: SocketPlace.find(places))
        let summary: RouteSummary = try route.ask(
            .routeSummary, RouteSummaryAsk(), within: .seconds(5))
        guard summary.keys == 0 else { return Terminal.error("there is a key already") }
        let key = FirstKey.make()
        // The file first: a key that nobody knows would be in the way of the next try.
        if let file { try Self.create(file, key.secret) }
        do throws(CommandFailure) {
            let result: ApplyResult = try route.ask(
                .keyAdd, KeyAdd(key: key.record, onlyIfNone: true), within: .seconds(5))
            guard result.ok else {
                throw CommandFailure(
                    .temporary, "omni-route does not take the key: \(result.error)")
            }
        } catch {
            if let file { unlink(file) }
            throw error
        }
        if let file {
            Terminal.error(
                "made the first API key; it is in \(file), delete the file once it is kept elsewhere"
            )
        } else {
            print(key.secret)
        }
    }

    private static func create(_ path: String, _ secret: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(.configuration, "cannot make \(path): \(errorText(errno))")
        }
        defer { closeDescriptor(descriptor) }
        let bytes = Array((secret + "\n").utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            unlink(path)
            throw CommandFailure(.temporary, "cannot write \(path): \(errorText(errno))")
        }
    }
}
