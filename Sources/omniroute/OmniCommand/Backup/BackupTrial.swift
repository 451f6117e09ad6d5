internal import Store

/// Restores a backup where nobody uses it: one that cannot be restored is none.
enum BackupTrial {
    /// Restores into a directory beside it, reads every database through, counts its rows, and takes all of it away again.
    ///
    /// - Throws: A failure that says what is wrong with the backup.
    static func run(_ path: String) throws(CommandFailure) {
        let archive = try BackupArchive(path)
        let scratch = try ScratchDirectory(beside: path)
        defer { scratch.remove() }
        let place = StatePlace(path: scratch.path, isSystem: false)
        for file in archive.manifest.files {
            guard let name = BackupName(file.name) else { continue }
            try scratch.create(name.directory)
        }
        try Restoration(place: place, stamp: "trial").run(archive)
        for file in archive.manifest.files {
            guard let name = BackupName(file.name), !name.isKey else { continue }
            try check(file, at: place.path(of: name))
        }
    }

    private static func check(
        _ file: BackupManifest.File, at path: String
    ) throws(CommandFailure) {
        let facts: DatabaseFacts
        do throws(StoreError) {
            facts = try DatabaseFacts(path)
        } catch {
            throw CommandFailure(
                .data, "the backup cannot be restored: \(file.name): \(error.message)")
        }
        guard facts.schema == file.schema, file.rows.map({ $0 == facts.rows }) ?? true else {
            throw CommandFailure(
                .data,
                "the backup cannot be restored: \(file.name) has \(facts.rows) rows, not \(file.rows ?? 0)"
            )
        }
    }
}
