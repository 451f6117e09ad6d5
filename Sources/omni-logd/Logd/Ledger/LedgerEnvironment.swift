/// What the ledger knows of the world around it, so that tests can play it.
package struct LedgerEnvironment {
    /// Folder of all files.
    package var folder: String
    /// Microseconds since 1970.
    package var wallMicroseconds: () -> Int64
    /// Text of a time, for the name of a damaged file.
    package var timestamp: (Int64) -> String
    /// Room on the file system; nil where it cannot be asked.
    package var space: () -> DiskSpace?
    /// Floors of free room; nil for those that fit the file system.
    package var floors: SpaceGuard.Floors?
    /// Microseconds: a day whose log was written to more lately than that when it is opened is looked at later, not at once.
    package var youngLog: Int64 = 0
    /// Name of an SQLite VFS; the operating system's own without one.
    package var fileSystem: String?
    /// Told the new name of a damaged file, and what is wrong with it.
    package var whenSetAside: (String, String) -> Void = { _, _ in }
    /// Told why bodies could not be stored.
    package var whenBodiesFail: (String) -> Void = { _ in }

    /// The real one.
    package init(
        folder: String, wallMicroseconds: @escaping () -> Int64,
        timestamp: @escaping (Int64) -> String
    ) {
        self.folder = folder
        self.wallMicroseconds = wallMicroseconds
        self.timestamp = timestamp
        space = { Files.space(at: folder) }
    }
}
