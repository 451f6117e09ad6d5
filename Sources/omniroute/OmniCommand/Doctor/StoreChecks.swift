internal import Store

/// The SQLite files of the daemons.
struct StoreChecks {
    private let data: DataDirectory

    /// Looks into a data directory.
    init(_ data: DataDirectory) { self.data = data }

    /// Whether each file is sound.
    func all() -> [Finding] {
        DaemonName.allCases.flatMap { daemon in
            SmallFile.names(in: data.state(of: daemon)).filter { $0.hasSuffix(".db") }.sorted()
                .map { check("\(data.state(of: daemon))/\($0)", name: $0, of: daemon) }
        }
    }

    private func check(_ path: String, name: String, of daemon: DaemonName) -> Finding {
        do throws(StoreError) {
            let database = try Database(path: path, readOnly: true)
            defer { database.close() }
            let result = try database.integrityCheck()
            let version = try database.schemaVersion()
            guard result == "ok" else {
                return .fail(
                    name, "\(path) is damaged: \(result)",
                    hint: "stop the daemons, keep a copy, restore a backup or remove the file")
            }
            let known = KnownSchemas.version(of: daemon)
            guard version <= known else {
                return .fail(
                    name, "\(path) has schema \(version), this version knows \(known)",
                    hint: "install the version that wrote it, or a newer one")
            }
            return .ok(name, "\(path), sound, schema \(version)")
        } catch {
            guard !error.isBusy else { return .skip(name, "\(path) is in use") }
            return .fail(
                name, "\(path) cannot be read: \(error)",
                hint: "check who owns it and whether the disk is healthy")
        }
    }
}
