internal import DaemonLife
internal import JSON

/// What a backup says of itself, as `manifest.json` in it.
struct BackupManifest: Equatable {
    /// A file in it.
    struct File: Equatable {
        /// Its path within the backup: "route/route.db".
        var name: String
        /// Bytes.
        var size: UInt64
        /// SHA-256 in hexadecimal digits.
        var sha256: String
        /// Version of its schema; 0 for what is no database.
        var schema: Int
        /// Rows of all its tables; nil where that was not counted.
        var rows: UInt64?
    }

    /// The name of the file within the archive.
    static let fileName = "manifest.json"
    /// The number of this layout.
    static let format: Int64 = 1
    /// What a manifest may hold at most.
    static let limitBytes = 1 << 20

    /// Version of the programs that made it.
    var version = omniVersion
    /// Microseconds since 1970.
    var created: Int64
    /// In the order of the archive.
    var files: [File]

    /// When it was made, as RFC 3339 writes it.
    var createdText: String { timestamp(wallMicroseconds: created) }

    /// Its bytes.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("format", Self.format)
            object.member("program", "omniroute")
            object.member("version", version)
            object.member("created", createdText)
            object.member("created_unix_us", created)
            object.name("files")
            object.array { array in
                for file in files {
                    array.object { object in
                        object.member("name", file.name)
                        object.member("bytes", file.size)
                        object.member("sha256", file.sha256)
                        object.member("schema", file.schema)
                        if let rows = file.rows { object.member("rows", rows) }
                    }
                }
            }
        }
        return writer.take()
    }

    /// Makes a manifest.
    init(version: String = omniVersion, created: Int64, files: [File]) {
        self.version = version
        self.created = created
        self.files = files
    }

    /// Reads a manifest; nil when it is none of this layout.
    init?(_ bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root, root["format"]?.int == Self.format,
            root["program"]?.string == "omniroute", let version = root["version"]?.string,
            let created = root["created_unix_us"]?.int, let entries = root["files"]?.array
        else { return nil }
        var files: [File] = []
        for entry in entries {
            guard let name = entry["name"]?.string, BackupName(name) != nil,
                let size = entry["bytes"]?.int, size >= 0, let hash = entry["sha256"]?.string,
                hash.utf8.count == 64, let schema = entry["schema"]?.int, schema >= 0,
                !files.contains(where: { $0.name == name })
            else { return nil }
            files.append(
                File(
                    name: name, size: UInt64(size), sha256: hash, schema: Int(schema),
                    rows: entry["rows"]?.int.flatMap { UInt64(exactly: $0) }))
        }
        self.init(version: version, created: created, files: files)
    }
}
