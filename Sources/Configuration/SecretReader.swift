internal import Yams

/// Finds a secret that a mapping gives in one of three ways: itself, in an environment variable, or in a file.
struct SecretReader {
    let problems: Problems
    let sources: ConfigurationSources
    /// Directory of the configuration file, with a trailing slash, or empty.
    let directory: String

    /// The three fields of a secret called `name`.
    static func fields(_ name: String) -> [String] { [name, name + "_env", name + "_file"] }

    /// The secret and where it is named; nil when there is none or it was reported.
    func read(_ name: String, in fields: Fields) -> String? {
        let given = Self.fields(name).filter { fields.has($0) }
        guard let first = given.first else { return nil }
        guard given.count == 1 else {
            let list = given.map { "`\($0)`" }.joined(separator: " and ")
            problems.add(fields.mark(of: given[1]), "\(list) are given; only one may be")
            return nil
        }
        guard let written = fields.text(first) else { return nil }
        let mark = fields.valueMark(of: first)
        let value: String?
        switch first {
        case name: value = written
        case name + "_env": value = variable(written, first, mark)
        default: value = contents(written, first, mark)
        }
        guard let value else { return nil }
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            // It becomes part of a header line, where anything else could end the line.
            problems.add(
                mark, "the secret of `\(first)` has a space or a character that is not ASCII")
            return nil
        }
        return value
    }

    /// The value of an environment variable; nil after a report.
    func variable(_ name: String, _ field: String, _ mark: Mark?) -> String? {
        if let value = sources.variables[name], !value.isEmpty { return value }
        // Somebody may have written the secret itself; only what looks like a variable is shown.
        let isName = name.utf8.allSatisfy {
            (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
        }
        let shown = isName && name.utf8.count <= 64 ? " `\(name)`" : ""
        let state = sources.variables[name] == nil ? "is not set" : "is empty"
        problems.add(mark, "the environment variable\(shown) of `\(field)` \(state)")
        return nil
    }

    private func contents(_ path: String, _ field: String, _ mark: Mark?) -> String? {
        guard let bytes = file(path, field, mark, limit: Limits.secretFileBytes) else { return nil }
        // Editors end files with a newline.
        let isSpace: (UInt8) -> Bool = { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 || $0 == 0x09 }
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
        guard end > 0 else {
            problems.add(mark, "the file of `\(field)` is empty")
            return nil
        }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// A file's bytes, a relative path counting from the configuration file; nil after a report.
    func file(_ path: String, _ field: String, _ mark: Mark?, limit: Int) -> [UInt8]? {
        do throws(UnreadableFile) {
            return try sources.read(path.hasPrefix("/") ? path : directory + path, limit)
        } catch {
            problems.add(mark, "cannot read the file of `\(field)`: \(error.reason)")
            return nil
        }
    }
}
