import Configuration
import IPC
import Testing

/// A configuration text with the sources that the tests use.
///
/// Whatever text a test loads, its document must say the same.
func load(
    _ text: String, file: String = "c.yaml", variables: [String: String] = [:],
    files: [String: String] = [:]
) throws(ConfigurationErrors) -> LoadedConfiguration {
    let sources = sources(variables: variables, files: files)
    let loaded = try ConfigurationFile.parse(text, file: file, sources: sources)
    try DocumentLaws.check(text, file: file, sources: sources, loaded)
    return loaded
}

/// Variables and files, the latter by their paths as they are asked for.
func sources(
    variables: [String: String] = [:], files: [String: String] = [:]
) -> ConfigurationSources {
    ConfigurationSources(variables: variables) {
        (path, limit) throws(UnreadableFile) -> [UInt8] in
        guard let content = files[path] else {
            throw UnreadableFile(reason: "No such file or directory")
        }
        guard content.utf8.count <= limit else {
            throw UnreadableFile(reason: "it is larger than \(limit) bytes")
        }
        return Array(content.utf8)
    }
}

/// The errors of a text, one a line; empty when it is taken.
func errors(
    of text: String, variables: [String: String] = [:], files: [String: String] = [:]
) -> String {
    problems { () throws(ConfigurationErrors) in
        _ = try load(text, variables: variables, files: files)
    }
}

/// The errors of something, one a line; empty when there are none.
func problems(_ body: () throws(ConfigurationErrors) -> Void) -> String {
    do throws(ConfigurationErrors) {
        try body()
        return ""
    } catch {
        return error.description
    }
}

/// The document of a JSON text.
func document(_ json: String) throws(ConfigurationErrors) -> Document {
    try Document(json: Array(json.utf8))
}

/// The document of a YAML text.
func document(
    yaml text: String, variables: [String: String] = [:], files: [String: String] = [:]
) throws(ConfigurationErrors) -> Document {
    try Document(
        yaml: text, file: "c.yaml", sources: sources(variables: variables, files: files))
}

extension Document {
    /// The document's JSON as text.
    var jsonText: String { String(decoding: json(), as: UTF8.self) }
}

extension Price {
    /// The same as the user's own.
    var ofUser: Price {
        var price = self
        price.source = .user
        return price
    }
}

/// Bytes from hexadecimal digits, such as the output of sha256sum.
func bytes(hex digits: String) -> [UInt8] {
    stride(from: 0, to: digits.count, by: 2).map { offset in
        let start = digits.index(digits.startIndex, offsetBy: offset)
        return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16) ?? 0
    }
}
