internal import EventLoop
internal import Glibc
internal import Store

/// Makes a backup: consistent copies of the databases, in one archive.
///
/// The daemons may run meanwhile. Each copy is of one moment; the moments of different daemons lie a little apart, but no
/// change of the configuration lies between them.
struct BackupMaker {
    /// Where the state is.
    let place: StatePlace
    /// The key of the vault goes in as well: whoever has the backup then has the providers' keys.
    let withKey: Bool
    /// The days of the ledger go in as well.
    var withHistory = false
    /// Wall clock microseconds.
    let now: Int64
    /// A file that is there is replaced.
    var replaces = false
    /// Asked for the room in a directory; nil where that cannot be told.
    var room: (String) -> BackupRoom? = { BackupRoom(at: $0) }
    /// Told of each day that is left out because it is damaged.
    var whenLeftOut: (String) -> Void = { _ in }
    /// Told of each file once it is copied.
    var whenCopied: (BackupName) -> Void = { _ in }
    /// Lets a change of the configuration end before all of it is copied again.
    var pause: () -> Void = { usleep(500_000) }

    /// Writes a backup to a new file, for this user only.
    func make(_ output: String) throws(CommandFailure) -> BackupManifest {
        try checkFree(output)
        let names = place.databases(withHistory: withHistory)
        guard !names.isEmpty else {
            throw CommandFailure(.configuration, "\(place.path) holds no state of OmniRoute")
        }
        try checkRoom(names, for: output)
        let scratch = try ScratchDirectory(beside: output)
        defer { scratch.remove() }
        var copies = try copyTogether(names.filter { $0.daemon != .logd }, in: scratch.path)
        copies += try copyAll(names.filter { $0.daemon == .logd }, in: scratch.path)
        if withKey {
            let path = place.path(of: Self.keyName)
            copies.append(Copy(path: path, file: try Self.entry(Self.keyName, at: path, schema: 0)))
        }
        let manifest = BackupManifest(created: now, files: copies.map(\.file))
        do throws(SystemError) {
            try write(manifest, copies.map(\.path), to: output)
        } catch {
            unlink(output + ".part")
            throw CommandFailure(.temporary, "cannot write \(output): \(error)")
        }
        return manifest
    }

    /// A file that goes into the archive, and what the manifest says of it.
    struct Copy {
        /// Where it is.
        let path: String
        /// What it is.
        let file: BackupManifest.File
    }

    /// Copies files one after the other, each to a name of its own; copies of before are replaced.
    func copyAll(
        _ names: [BackupName], in directory: String
    ) throws(CommandFailure) -> [Copy] {
        var copies: [Copy] = []
        for name in names {
            // No name has a plus sign in it.
            let path = "\(directory)/\(name.text.replacing("/", with: "+"))"
            guard let file = try copyIfPossible(name, to: path) else { continue }
            copies.append(Copy(path: path, file: file))
            whenCopied(name)
        }
        return copies
    }

    /// What is there may be the only backup of its time.
    private func checkFree(_ output: String) throws(CommandFailure) {
        var status = stat()
        guard !replaces, lstat(output, &status) == 0 else { return }
        throw CommandFailure(
            .data, "\(output) is there already; name another file, or replace it with --force")
    }

    /// A copy in which there is all of a database; nil for a day of the ledger without one.
    ///
    /// Retention may have taken a day away since it was listed, and a damaged one must not keep the others, and what the
    /// daemons cannot do without, from their backup.
    private func copyIfPossible(
        _ name: BackupName, to copy: String
    ) throws(CommandFailure) -> BackupManifest.File? {
        let facts: DatabaseFacts
        do throws(DatabaseCopy.Problem) {
            facts = try Self.copy(place.path(of: name), to: copy)
        } catch {
            guard name.isDay, error.cause != .other else { throw error.failure }
            if error.cause == .damaged { whenLeftOut("left out: \(error.failure.message)") }
            return nil
        }
        return try Self.entry(name, at: copy, schema: facts.schema, rows: facts.rows)
    }

    private static func copy(
        _ path: String, to copy: String
    ) throws(DatabaseCopy.Problem) -> DatabaseFacts {
        try DatabaseCopy.make(path, to: copy)
        do throws(StoreError) {
            return try DatabaseFacts(copy)
        } catch {
            guard error.isStorage else { throw .damaged(path, error) }
            throw DatabaseCopy.Problem(
                cause: .other,
                failure: CommandFailure(.temporary, "cannot read the copy of \(path): \(error)"))
        }
    }

    private static func entry(
        _ name: BackupName, at path: String, schema: Int, rows: UInt64? = nil
    ) throws(CommandFailure) -> BackupManifest.File {
        do throws(SystemError) {
            let hash = try FileHash(path)
            return BackupManifest.File(
                name: name.text, size: hash.size, sha256: hash.sha256, schema: schema, rows: rows)
        } catch {
            throw CommandFailure(
                error.number == EACCES ? .denied : .configuration, "cannot read \(path): \(error)")
        }
    }

    private static var keyName: BackupName {
        guard let name = BackupName(BackupName.vaultKey) else {
            preconditionFailure("backups may have the key")
        }
        return name
    }

    private func write(
        _ manifest: BackupManifest, _ sources: [String], to output: String
    ) throws(SystemError) {
        let part = output + ".part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError("open", errno) }
        defer { closeDescriptor(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw SystemError("fchmod", errno) }
        let archive = TarWriter(descriptor)
        let modified = UInt64(max(0, now / 1_000_000))
        let head = manifest.bytes
        try archive.add(
            TarHeader(
                name: BackupManifest.fileName, size: UInt64(head.count), modified: modified), head)
        for (file, source) in zip(manifest.files, sources) {
            let header = TarHeader(name: file.name, size: file.size, modified: modified)
            try archive.add(header, contentsOf: source)
        }
        try archive.finish()
        guard fsync(descriptor) == 0 else { throw SystemError("fsync", errno) }
        guard rename(part, output) == 0 else { throw SystemError("rename", errno) }
    }
}
