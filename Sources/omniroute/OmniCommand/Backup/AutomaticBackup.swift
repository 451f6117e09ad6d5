internal import DaemonLife
internal import EventLoop
internal import Glibc

/// Makes a backup when the last one is old enough, and takes the oldest away.
///
/// A name with a time that is still to come is of a clock that was ahead, or the clock is behind now; nobody can tell
/// which. Such files do not count as the last one, and go before the others, the oldest first. So those of a clock that was
/// ahead make way for real ones, one a run; and with a clock that is set back no more go than with a right one: those
/// beyond the number to be kept, the oldest of them. The one just made stays in any case.
struct AutomaticBackup {
    /// What came of it.
    enum Outcome: Equatable {
        /// Automatic backups are switched off.
        case off
        /// The last one is young enough.
        case notDue
        /// A file that was restored on trial.
        case made(String)
    }

    /// What the files' names begin with; others are not touched.
    static let prefix = "omniroute-auto-"
    private static let suffix = ".tar"
    /// A name that is not final: its backup has not been restored on trial.
    private static let unproven = ".unproven-"
    /// So much earlier than due is due: whoever asks does so now and then.
    private static let slackMicroseconds: Int64 = 30 * 60 * 1_000_000

    let place: StatePlace
    let settings: BackupSettings
    /// Wall clock microseconds.
    let now: Int64
    var withHistory = false
    /// Asked for the room in a directory; nil where that cannot be told.
    var room: (String) -> BackupRoom? = { BackupRoom(at: $0) }
    /// Told of each day that is left out because it is damaged.
    var whenLeftOut: (String) -> Void = { _ in }

    /// Does what is to be done.
    func run() throws(CommandFailure) -> Outcome {
        guard let every = settings.everyMicroseconds else { return .off }
        try PrivateDirectory.create(place.backups)
        guard let lock = Lock(place.backups) else {
            throw CommandFailure(.temporary, "another backup is being made in \(place.backups)")
        }
        defer { withExtendedLifetime(lock) {} }
        removeLeftovers()
        let times = names().compactMap(Self.time).filter { $0 <= now }
        if let last = times.max(), now - last < every - Self.slackMicroseconds { return .notDue }
        // What is more than is to be kept would take the room of the next.
        prune(names(), to: max(1, settings.kept))
        let file = try make()
        prune(names().filter { !file.hasSuffix("/\($0)") }, to: max(0, settings.kept - 1))
        return .made(file)
    }

    private func make() throws(CommandFailure) -> String {
        let stamp = TimeStamp.text(now)
        let draft = "\(place.backups)/\(Self.unproven)\(stamp)"
        let file = "\(place.backups)/\(Self.prefix)\(stamp)\(Self.suffix)"
        do throws(CommandFailure) {
            _ = try BackupMaker(
                place: place, withKey: false, withHistory: withHistory, now: now, replaces: true,
                room: room, whenLeftOut: whenLeftOut
            ).make(draft)
            try BackupTrial.run(draft)
        } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, file) == 0, synchronise() else {
            let number = errno
            unlink(draft)
            throw CommandFailure(.temporary, "cannot write \(file): \(errorText(number))")
        }
        return file
    }

    /// The name is on disk before anybody relies on it.
    private func synchronise() -> Bool {
        let descriptor = open(place.backups, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { closeDescriptor(descriptor) }
        return fsync(descriptor) == 0
    }

    // MARK: Files

    private func names() -> [String] {
        SmallFile.names(in: place.backups).filter { Self.time($0) != nil }.sorted()
    }

    /// When a backup was made, by its name; nil for another file.
    static func time(_ name: String) -> Int64? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        return TimeStamp.microseconds(
            String(name.dropFirst(prefix.count).dropLast(suffix.count)))
    }

    /// What an earlier run left when it was killed; nobody else makes anything here now.
    private func removeLeftovers() {
        for name in SmallFile.names(in: place.backups) where name.hasPrefix(Self.unproven) {
            let path = "\(place.backups)/\(name)"
            if unlink(path) != 0, errno == EISDIR { ScratchDirectory(taking: path).remove() }
        }
    }

    /// Removes some, so that so many stay: first those of the future, then the others, the oldest first.
    private func prune(_ names: [String], to count: Int) {
        let ordered = names.filter(isOfFuture) + names.filter { !isOfFuture($0) }
        for name in ordered.dropLast(count) { unlink("\(place.backups)/\(name)") }
    }

    private func isOfFuture(_ name: String) -> Bool { Self.time(name).map { $0 > now } ?? false }

    /// Held while a backup is made; let go by the kernel when this process ends.
    private final class Lock {
        private let descriptor: CInt

        init?(_ directory: String) {
            descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                closeDescriptor(descriptor)
                return nil
            }
        }

        deinit { closeDescriptor(descriptor) }
    }
}
