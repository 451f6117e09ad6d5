/// Finds a secret that a mapping gives in one of three ways: itself, in an environment variable, or in a file.
///
/// A document has no references, as whoever may change it may not read files here; it may have markers instead.
struct SecretReader {
    let problems: Problems
    let sources: ConfigurationSources
    /// Directory of the configuration file, with a trailing slash, or empty.
    let directory: String
    /// A document is read, no file.
    let isDocument: Bool

    /// For a file; relative paths count from its directory.
    init(_ problems: Problems, _ sources: ConfigurationSources, file: String) {
        self.problems = problems
        self.sources = sources
        let slash = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
        directory = String(file[..<slash])
        isDocument = false
    }

    /// For a document; of the sources only time zones are read.
    init(document problems: Problems, _ sources: ConfigurationSources) {
        self.problems = problems
        self.sources = sources
        directory = ""
        isDocument = true
    }

    /// The three fields of a secret called `name`.
    static func fields(_ name: String) -> [String] { [name, name + "_env", name + "_file"] }

    /// The secret; nil when there is none, when it is kept, or when it was reported.
    func read(_ name: String, in fields: Fields) -> String? {
        let given = Self.fields(name).filter { fields.has($0) }
        guard let first = given.first, !keeps(name, in: fields) || given.count > 1 else {
            return nil
        }
        guard given.count == 1 else {
            let list = given.map { "`\($0)`" }.joined(separator: " and ")
            problems.add(fields.mark(of: given[1]), "\(list) are given; only one may be")
            return nil
        }
        guard first == name || !refusesReference(first, to: name, fields.mark(of: first)) else {
            return nil
        }
        guard !refusesMapping(name, fields) else { return nil }
        guard let written = fields.text(first) else { return nil }
        return resolve(first, of: name, written, fields.valueMark(of: first))
    }

    /// What one of the three fields of a secret stands for; nil after a report.
    func resolve(_ field: String, of name: String, _ written: String, _ mark: Mark?) -> String? {
        let value: String?
        switch field {
        case name: value = written
        case name + "_env": value = variable(written, field, mark)
        default: value = contents(written, field, mark)
        }
        guard let value else { return nil }
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            // It becomes part of a header line, where anything else could end the line.
            problems.add(
                mark, "the secret of `\(field)` has a space or a character that is not ASCII")
            return nil
        }
        return value
    }

    /// Whether a field of a document holds the marker of a secret that is kept.
    func keeps(_ name: String, in fields: Fields) -> Bool {
        guard isDocument, case .mapping(let marker) = fields.node(name) else { return false }
        return marker.entries.count == 1
            && fields.node(name)?.member(DocumentMarker.field)?.bool == true
    }

    /// Whether a document has a reference, which is then reported.
    func refusesReference(_ field: String, to name: String, _ mark: Mark?) -> Bool {
        if isDocument {
            problems.add(
                mark, "`\(field)` is for configuration files; give the value itself in `\(name)`")
        }
        return isDocument
    }

    /// Whether a mapping stands where a value should, which is then reported.
    func refusesMapping(_ name: String, _ fields: Fields) -> Bool {
        guard let node = fields.node(name), case .mapping = node else { return false }
        if isDocument {
            problems.add(
                node.mark, "`\(name)` must be text, or {kept: true} for a secret that is kept")
        } else if node.member(DocumentMarker.field) != nil {
            problems.add(
                node.mark,
                "`\(name)`: {kept: true} stands for a secret that is kept elsewhere; put the secret or a reference to it here"
            )
        } else {
            return false
        }
        return true
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
