internal import ArgumentParser
internal import JSON
internal import EventLoop
internal import Glibc

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
        let session = try ManageSession(places)
        guard try session.list(APIPath.of("keys")).isEmpty else { return Self.sayThereIsOne() }
        let key = FirstKey()
        // The file first: a key that nobody knows would be in the way of the next try.
        if let file { try Self.create(file, key.secret) }
        guard try make(key, session) else { return Self.sayThereIsOne() }
        guard let file else { return Terminal.line(key.secret) }
        Terminal.error(
            "made the first API key; it is in \(file), delete the file once it is kept elsewhere")
    }

    /// Whether the key was taken; not when somebody was faster.
    ///
    /// The file goes when it was not, and stays where nobody knows: the key in it may be the one that holds.
    private func make(_ key: FirstKey, _ session: ManageSession) throws(CommandFailure) -> Bool {
        let reply: ManageReply
        let isKept: Bool
        do throws(CommandFailure) {
            reply = try session.reply(to: key.call)
            if reply.isSuccess, reply.status != 204 {
                isKept = true
            } else {
                // There is a key already; this one, where an answer was lost on the way.
                isKept = try key.isKept(in: try session.send(FirstKey.question))
            }
        } catch {
            guard let file else { throw error }
            throw CommandFailure(
                status: error.status,
                "\(error.message)\nit is not known whether the key in \(file) was taken")
        }
        guard !isKept else { return true }
        if let file { unlink(file) }
        if let failure = reply.failure { throw failure }
        return false
    }

    private static func sayThereIsOne() { Terminal.error("there is a key already") }

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
