import Configuration
import IPC

/// A configuration text with the sources that the tests use.
func load(
    _ text: String, file: String = "c.yaml", variables: [String: String] = [:],
    files: [String: String] = [:]
) throws(ConfigurationErrors) -> LoadedConfiguration {
    let sources = ConfigurationSources(variables: variables) {
        (path, limit) throws(UnreadableFile) -> [UInt8] in
        guard let content = files[path] else {
            throw UnreadableFile(reason: "No such file or directory")
        }
        guard content.utf8.count <= limit else {
            throw UnreadableFile(reason: "it is larger than \(limit) bytes")
        }
        return Array(content.utf8)
    }
    return try ConfigurationFile.parse(text, file: file, sources: sources)
}

/// The errors of a text, one a line; empty when it is taken.
func errors(
    of text: String, variables: [String: String] = [:], files: [String: String] = [:]
) -> String {
    do throws(ConfigurationErrors) {
        _ = try load(text, variables: variables, files: files)
        return ""
    } catch {
        return error.description
    }
}

/// Bytes from hexadecimal digits, such as the output of sha256sum.
func bytes(hex digits: String) -> [UInt8] {
    stride(from: 0, to: digits.count, by: 2).map { offset in
        let start = digits.index(digits.startIndex, offsetBy: offset)
        return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16) ?? 0
    }
}
