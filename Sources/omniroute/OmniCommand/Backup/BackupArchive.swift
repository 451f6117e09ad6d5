internal import EventLoop
internal import Glibc

/// A backup that is read.
final class BackupArchive {
    /// What it says of itself.
    let manifest: BackupManifest
    private let path: String
    private let descriptor: CInt
    private let reader: TarReader

    /// Opens a file and reads what it says of itself.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.data, "cannot read \(path): \(errorText(errno))")
        }
        reader = TarReader(descriptor)
        var head: [UInt8]?
        do throws(TarReader.Problem) {
            if let first = try reader.next(), first.name == BackupManifest.fileName {
                head = try reader.content(first, limit: BackupManifest.limitBytes)
            }
        } catch {
            closeDescriptor(descriptor)
            throw Self.failure(path, error)
        }
        guard let head, let manifest = BackupManifest(head) else {
            closeDescriptor(descriptor)
            throw CommandFailure(.data, "\(path) is no backup that this version can read")
        }
        self.manifest = manifest
    }

    deinit { closeDescriptor(descriptor) }

    /// Writes each file where `place` says, for this user only, and compares it with the manifest.
    ///
    /// Nothing may be there: a file of that name is removed first.
    func extract(to place: (BackupManifest.File) -> String) throws(CommandFailure) {
        do throws(TarReader.Problem) {
            for file in manifest.files { try extract(file, to: place(file)) }
            guard try reader.next() == nil else { throw .notAnArchive }
        } catch {
            throw Self.failure(path, error)
        }
        for file in manifest.files { try verify(file, at: place(file)) }
    }

    private func extract(
        _ file: BackupManifest.File, to target: String
    ) throws(TarReader.Problem) {
        guard let header = try reader.next(), header.name == file.name, header.size == file.size
        else { throw .notAnArchive }
        unlink(target)
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw .system(SystemError("open", errno)) }
        defer { closeDescriptor(output) }
        try reader.copyContent(to: output)
        guard fsync(output) == 0 else { throw .system(SystemError("fsync", errno)) }
    }

    private func verify(_ file: BackupManifest.File, at target: String) throws(CommandFailure) {
        let hash: FileHash
        do throws(SystemError) {
            hash = try FileHash(target)
        } catch {
            throw CommandFailure(.temporary, "cannot read \(target): \(error)")
        }
        guard hash.size == file.size, hash.sha256 == file.sha256 else {
            throw CommandFailure(
                .data, "\(path) is damaged: \(file.name) is not what was backed up")
        }
    }

    private static func failure(_ path: String, _ problem: TarReader.Problem) -> CommandFailure {
        switch problem {
        case .notAnArchive: CommandFailure(.data, "\(path) is no backup, or damaged")
        case .cut: CommandFailure(.data, "\(path) is cut off")
        case .tooLarge(let name): CommandFailure(.data, "\(path): \(name) is too large")
        case .system(let error): CommandFailure(.temporary, "cannot read \(path): \(error)")
        }
    }
}
