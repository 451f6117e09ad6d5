internal import Foundation

/// What a configuration file may refer to outside itself; tests give their own.
public struct ConfigurationSources {
    /// Environment variables, for `api_key_env` and `secret_env`.
    public var variables: [String: String]
    /// Reads a file of at most so many bytes, for `api_key_file`, `secret_file` and `ca_file`.
    public var read: (_ path: String, _ limit: Int) throws(UnreadableFile) -> [UInt8]

    /// Makes sources.
    public init(
        variables: [String: String],
        read: @escaping (_ path: String, _ limit: Int) throws(UnreadableFile) -> [UInt8]
    ) {
        self.variables = variables
        self.read = read
    }

    /// This process's environment and the file system.
    public static var system: ConfigurationSources {
        ConfigurationSources(variables: ProcessInfo.processInfo.environment, read: readFile)
    }

    /// The time zones of this machine, and nothing else: for configurations of those who may not read files here.
    public static var timeZones: ConfigurationSources {
        ConfigurationSources(variables: [:]) { (path, limit) throws(UnreadableFile) -> [UInt8] in
            guard path.hasPrefix("/usr/share/zoneinfo/"), !path.contains("..") else {
                throw UnreadableFile(reason: "files are not read here")
            }
            return try readFile(path, limit: limit)
        }
    }

    /// Reads a file of the file system.
    static func readFile(_ path: String, limit: Int) throws(UnreadableFile) -> [UInt8] {
        guard let file = fopen(path, "re") else {
            throw UnreadableFile(reason: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        // A directory opens, and fails at the first read.
        guard ferror(file) == 0 else {
            throw UnreadableFile(reason: String(cString: strerror(errno)))
        }
        guard count <= limit else {
            throw UnreadableFile(reason: "it is larger than \(limit) bytes")
        }
        return Array(bytes.prefix(count))
    }
}
