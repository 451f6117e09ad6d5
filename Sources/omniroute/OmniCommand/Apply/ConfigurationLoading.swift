internal import Configuration
internal import IPC

/// Reads configuration for commands.
enum ConfigurationLoading {
    /// The whole file, checked; its errors become one failure, a line each.
    static func load(_ path: String) throws(CommandFailure) -> LoadedConfiguration {
        do throws(ConfigurationErrors) {
            return try ConfigurationFile.load(path: path)
        } catch {
            throw failure(error)
        }
    }

    /// A file as a document, with what it refers to in the place of the references; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - checked: False for a part of a configuration, which may name what is elsewhere.
    /// - Returns: The document.
    /// - Throws: All that is wrong with it, with line and column.
    static func document(
        _ path: String, checked: Bool = true
    ) throws(CommandFailure) -> Document {
        let input = path == "-" ? try standardInput() : nil
        do throws(ConfigurationErrors) {
            if let input {
                return try Document(yaml: input, file: "standard input", checked: checked)
            }
            let text = try ConfigurationFile.text(path: path)
            return try Document(yaml: text, file: path, checked: checked)
        } catch {
            throw failure(error)
        }
    }

    private static func standardInput() throws(CommandFailure) -> String {
        let bytes = try InputFile.standardInput(limit: ManageCall.bodyLimitBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.configuration, "standard input is not UTF-8 text")
        }
        return text
    }

    private static func failure(_ errors: ConfigurationErrors) -> CommandFailure {
        CommandFailure(.configuration, "the configuration is not valid\n\(errors)")
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
