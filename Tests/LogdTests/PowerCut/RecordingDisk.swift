import CPowerCut
import Foundation

@testable import Logd

/// A folder on a file system that writes down what is done to it, and fails when it is told to.
final class RecordingDisk {
    let folder: TemporaryFolder
    /// Name of the SQLite VFS.
    let name: String
    private let cut: OpaquePointer
    private let hasty: HastyDisk

    init() throws {
        folder = try TemporaryFolder(isInMemory: true)
        // Made by the ledger itself they would be waited for, on the real disk.
        for name in ["days", "bodies", "console"] { try folder.makeFolder(name) }
        name = "power-cut-" + UUID().uuidString
        guard let cut = power_cut_create(name, folder.path) else { throw NoMemory() }
        self.cut = cut
        hasty = try HastyDisk()
    }

    deinit { power_cut_destroy(cut) }

    private struct NoImage: Error {}

    /// A ledger on this disk, at a time.
    func ledger(wall: Int64 = Samples.received) -> Ledger {
        var environment = folder.environment(wall: { wall })
        environment.fileSystem = name
        return Ledger(environment)
    }

    /// A ledger over an image, without waiting for the real disk.
    func ledger(on image: TemporaryFolder, wall: Int64 = Samples.received) -> Ledger {
        var environment = image.environment(wall: { wall })
        environment.fileSystem = hasty.name
        return Ledger(environment)
    }

    /// Writes down that a database was removed, with its log, other than by SQLite.
    func removed(_ path: String) {
        power_cut_removed(cut, path)
        power_cut_removed(cut, path + "-wal")
    }

    /// Operations so far.
    var operations: Int { power_cut_count(cut) }

    /// What a power cut after some operations may have left.
    func image(after operations: Int, seed: UInt64) throws -> TemporaryFolder {
        let image = try TemporaryFolder(isInMemory: true)
        for name in ["days", "bodies", "console"] { try image.makeFolder(name) }
        guard power_cut_image(cut, operations, seed, image.path) == 0 else { throw NoImage() }
        return image
    }

    /// How operations fail.
    enum Fault: CaseIterable {
        case noAnswer, full, halfWritten

        fileprivate var number: power_cut_fault {
            switch self {
            case .noAnswer: POWER_CUT_EIO
            case .full: POWER_CUT_ENOSPC
            case .halfWritten: POWER_CUT_SHORT
            }
        }
    }

    /// Lets an operation fail, the next being 1, and some after it.
    func fail(_ nth: Int, more: Int = 0, _ fault: Fault) {
        power_cut_fail(cut, nth, more, fault.number)
    }

    /// Lets none fail.
    func heal() { power_cut_fail(cut, 0, 0, POWER_CUT_EIO) }

    /// Operations that have failed since `fail`.
    var failed: Int { power_cut_failed(cut) }
}

/// A file system that records nothing and waits for nothing.
private final class HastyDisk {
    let name = "hasty-" + UUID().uuidString
    private let disk: OpaquePointer

    init() throws {
        guard let disk = power_cut_create(name, nil) else { throw NoMemory() }
        self.disk = disk
    }

    deinit { power_cut_destroy(disk) }
}

private struct NoMemory: Error {}
