internal import EventLoop
internal import Glibc
internal import Store

/// Puts a backup in the place of what there is, which is kept beside it.
///
/// Everything is checked before anything is replaced; what fails in between is undone.
struct Restoration {
    /// Where the state is.
    let place: StatePlace
    /// Tells what is kept apart from what other restorations kept: "20261129T190000Z".
    ///
    /// Where something of that name is kept already a number is added.
    let stamp: String

    /// What SQLite keeps beside a database.
    private static let companions = ["", "-wal", "-shm", "-journal"]
    /// What is written before it takes its place.
    private static let stagedSuffix = ".restored"
    /// How many restorations may have the same stamp.
    private static let sameStamps = 100

    /// A file that was moved.
    private struct Move {
        let from: String
        let to: String
    }

    /// Restores; the daemons must not run.
    func run(_ archive: BackupArchive) throws(CommandFailure) {
        let files = archive.manifest.files
        try checkOrigin(archive.manifest)
        for file in files { try checkDirectory(of: file) }
        // A log that an earlier restoration left behind would be read as one of what is written now.
        forgetStaged(files)
        defer { forgetStaged(files) }
        try archive.extract(to: staged)
        for file in files { try checkDatabase(file) }
        for file in files { try giveAway(file) }
        try replace(files, keptAs: try freeStamp(files))
    }

    /// Takes away what is written before it takes its place, and what SQLite made beside it while it was read.
    private func forgetStaged(_ files: [BackupManifest.File]) {
        for file in files {
            for suffix in Self.companions { unlink(staged(file) + suffix) }
        }
    }

    // MARK: Checks

    private func checkOrigin(_ manifest: BackupManifest) throws(CommandFailure) {
        for file in manifest.files {
            guard let name = BackupName(file.name), !name.isKey else { continue }
            let known = KnownSchemas.version(of: name)
            guard file.schema <= known else {
                throw CommandFailure(
                    .data,
                    "\(file.name) has schema \(file.schema), made by omniroute \(HumanText.clean(manifest.version)); "
                        + "this version knows \(known): install a newer one first")
            }
        }
    }

    private func checkDirectory(of file: BackupManifest.File) throws(CommandFailure) {
        let path = directory(of: target(file))
        try makeDays(path)
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(
                .configuration, "\(path) is not there; start OmniRoute once and stop it again")
        }
        guard status.st_uid == geteuid() || geteuid() == 0 else {
            throw CommandFailure(
                .denied,
                "\(path) belongs to user \(status.st_uid); run this as that user or as root")
        }
    }

    /// A ledger without days has no directory for them yet; it belongs to whom that above belongs to.
    private func makeDays(_ path: String) throws(CommandFailure) {
        let days = "\(place.path)/\(BackupName.days)"
        var above = stat()
        guard path == days, access(path, F_OK) != 0, stat(directory(of: path), &above) == 0 else {
            return
        }
        guard mkdir(path, 0o700) == 0,
            geteuid() != 0 || lchown(path, above.st_uid, above.st_gid) == 0
        else {
            throw CommandFailure(.denied, "cannot make \(path): \(errorText(errno))")
        }
    }

    private func checkDatabase(_ file: BackupManifest.File) throws(CommandFailure) {
        guard file.name != BackupName.vaultKey else { return }
        do throws(StoreError) {
            let database = try Database(path: staged(file), readOnly: true)
            defer { database.close() }
            let result = try database.integrityCheck(quick: true)
            guard result == "ok", try database.schemaVersion() == file.schema else {
                throw StoreError.failed(code: 0, extendedCode: 0, message: result)
            }
        } catch {
            throw CommandFailure(.data, "\(file.name) in the backup is damaged: \(error.message)")
        }
    }

    // MARK: Replacing

    /// Gives a file the owner of the directory that it goes to, where root does this for a daemon's user.
    private func giveAway(_ file: BackupManifest.File) throws(CommandFailure) {
        guard geteuid() == 0 else { return }
        var above = stat()
        var own = stat()
        guard stat(directory(of: target(file)), &above) == 0, lstat(staged(file), &own) == 0 else {
            throw CommandFailure(
                .denied, "cannot give \(file.name) to its user: \(errorText(errno))")
        }
        // Where nothing is to be given, nobody needs to be allowed to.
        guard own.st_uid != above.st_uid || own.st_gid != above.st_gid else { return }
        guard lchown(staged(file), above.st_uid, above.st_gid) == 0 else {
            throw CommandFailure(
                .denied, "cannot give \(file.name) to its user: \(errorText(errno))")
        }
    }

    /// A stamp under which nothing is kept yet: what another restoration kept is never replaced.
    private func freeStamp(_ files: [BackupManifest.File]) throws(CommandFailure) -> String {
        for number in 1...Self.sameStamps {
            let candidate = number == 1 ? stamp : "\(stamp)-\(number)"
            let isTaken = files.contains { file in
                Self.companions.contains { Self.isThere(kept(file, candidate) + $0) }
            }
            if !isTaken { return candidate }
        }
        throw CommandFailure(
            .temporary, "too much is kept as .before-\(stamp) already; nothing was restored")
    }

    /// Whether a name is taken; a symbolic link counts, wherever it leads.
    private static func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private func replace(
        _ files: [BackupManifest.File], keptAs stamp: String
    ) throws(CommandFailure) {
        var done: [Move] = []
        do throws(SystemError) {
            for file in files {
                for suffix in Self.companions {
                    let old = target(file) + suffix
                    guard access(old, F_OK) == 0 else { continue }
                    try move(Move(from: old, to: kept(file, stamp) + suffix), &done)
                }
                try move(Move(from: staged(file), to: target(file)), &done)
            }
            for path in Set(files.map { directory(of: target($0)) }) { try synchronise(path) }
        } catch {
            for move in done.reversed() { rename(move.to, move.from) }
            throw CommandFailure(.temporary, "nothing was restored: \(error)")
        }
    }

    private func move(_ move: Move, _ done: inout [Move]) throws(SystemError) {
        guard rename(move.from, move.to) == 0 else { throw SystemError("rename", errno) }
        done.append(move)
    }

    /// The new names are on disk before anybody is told that they are there.
    private func synchronise(_ directory: String) throws(SystemError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("open", errno) }
        defer { closeDescriptor(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemError("fsync", errno) }
    }

    // MARK: Places

    /// Where a file of the backup goes.
    private func target(_ file: BackupManifest.File) -> String {
        guard let name = BackupName(file.name) else {
            preconditionFailure("the manifest was read with these names")
        }
        return place.path(of: name)
    }

    private func staged(_ file: BackupManifest.File) -> String {
        target(file) + Self.stagedSuffix
    }

    /// Where the file that was there is kept.
    private func kept(_ file: BackupManifest.File, _ stamp: String) -> String {
        "\(target(file)).before-\(stamp)"
    }

    private func directory(of path: String) -> String {
        String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    }
}
