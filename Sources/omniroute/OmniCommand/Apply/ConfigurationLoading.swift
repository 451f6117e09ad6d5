internal import Configuration
internal import Glibc
internal import IPC

/// Reads configuration for commands.
enum ConfigurationLoading {
    /// The whole file, checked; its errors become one failure, a line each.
    static func load(_ path: String) throws(CommandFailure) -> LoadedConfiguration {
        do throws(ConfigurationErrors) {
            return try ConfigurationFile.load(path: path)
        } catch {
            throw CommandFailure(.configuration, "the configuration is not valid\n\(error)")
        }
    }

    /// What people want to know about a valid file.
    static func summary(_ loaded: LoadedConfiguration) -> String {
        let connections = count(loaded.route.connections.count, "connection")
        let keys = count(loaded.route.keys.count, "key")
        return "\(connections), \(keys)"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
