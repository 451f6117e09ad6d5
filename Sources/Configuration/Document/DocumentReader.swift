internal import JSON

/// Reads the shape of a document from JSON: its sections, and the names of their entries.
struct DocumentReader {
    private var errors: [ConfigurationError] = []
    private var omitted = 0

    /// The document.
    ///
    /// - Throws: All that is wrong with the shape.
    mutating func read(_ bytes: [UInt8]) throws(ConfigurationErrors) -> Document {
        let root = try Self.parse(bytes)
        var document = Document()
        guard let members = root.members else {
            throw ConfigurationErrors([
                ConfigurationError(path: "", message: "a document must be an object")
            ])
        }
        var seen: Set<String> = []
        for (name, value) in members {
            guard seen.insert(name).inserted else {
                add("", "a section is given more than once")
                continue
            }
            if name == Document.settingsName {
                readSettings(value, into: &document)
            } else if let section = DocumentSection(rawValue: name) {
                document[section] = read(section, value)
            } else {
                addUnknown(name)
            }
        }
        guard errors.isEmpty else { throw ConfigurationErrors(errors, omitted: omitted) }
        return document
    }

    /// One value; nil when there is something wrong with it.
    mutating func value(_ value: JSONValue) -> DocumentValue? { convert(value, "") }

    private static func parse(_ bytes: [UInt8]) throws(ConfigurationErrors) -> JSONValue {
        do throws(JSONError) {
            let limits = JSONLimits(
                depth: Limits.depth, bytes: Limits.fileBytes, nodes: Limits.values)
            return try JSONDocument(bytes, limits: limits).root
        } catch {
            let message = "this is not JSON: \(error.message(in: bytes.span.bytes))"
            throw ConfigurationErrors([ConfigurationError(path: "", message: message)])
        }
    }

    private mutating func readSettings(_ value: JSONValue, into document: inout Document) {
        guard value.kind == .object else {
            return add(Document.settingsName, "`settings` must be an object")
        }
        if let settings = convert(value, Document.settingsName) { document.settings = settings }
    }

    private mutating func read(_ section: DocumentSection, _ value: JSONValue) -> DocumentEntries {
        let path = section.rawValue
        var entries = DocumentEntries()
        guard value.count <= section.limit else {
            add(path, "`\(path)` has more than \(section.limit) entries")
            return entries
        }
        if let field = section.nameField {
            guard let values = value.array else {
                add(path, "`\(path)` must be a list")
                return entries
            }
            for (index, value) in values.enumerated() {
                guard let name = value[field]?.string else {
                    add(
                        "\(path)/\(index)",
                        "\(section.noun) needs the field `\(field)`, which is text")
                    continue
                }
                take(section, name, value, into: &entries)
            }
        } else if let members = value.members {
            for (name, value) in members { take(section, name, value, into: &entries) }
        } else {
            add(path, "`\(path)` must be an object")
        }
        return entries
    }

    private mutating func take(
        _ section: DocumentSection, _ name: String, _ value: JSONValue,
        into entries: inout DocumentEntries
    ) {
        guard !name.isEmpty, name.utf8.count <= Limits.modelBytes, Self.isSound(name) else {
            return add(
                section.rawValue, "\(section.noun) has no name, or one that is too long or unsound")
        }
        let path = "\(section.rawValue)/\(name)"
        guard entries[name] == nil else {
            return add(path, "there are two entries named `\(name)`")
        }
        entries[name] = convert(value, path)
    }

    /// A value; nil after a report.
    private mutating func convert(_ value: JSONValue, _ path: String) -> DocumentValue? {
        switch value.kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .number: return .number(value.numberText ?? "0")
        case .string: return text(value, path)
        case .array:
            var values: [DocumentValue] = []
            values.reserveCapacity(value.count)
            for element in value.array ?? [] {
                guard let element = convert(element, path) else { return nil }
                values.append(element)
            }
            return .list(values)
        case .object: return object(value, path)
        }
    }

    private mutating func object(_ value: JSONValue, _ path: String) -> DocumentValue? {
        var members: [DocumentMember] = []
        members.reserveCapacity(value.count)
        var seen = NameSet()
        for (name, value) in value.members ?? [] {
            guard seen.insert(name) else {
                add(path, "the field\(FieldName.shown(name)) is given more than once")
                return nil
            }
            guard Self.isSound(name) else {
                add(path, "the name of a field \(Self.unsound)")
                return nil
            }
            guard let value = convert(value, path) else { return nil }
            members.append(DocumentMember(name: name, value: value))
        }
        return .object(members)
    }

    private mutating func text(_ value: JSONValue, _ path: String) -> DocumentValue? {
        guard let text = value.string, !value.hasLoneSurrogates, Self.isSound(text) else {
            add(path, "a text \(Self.unsound)")
            return nil
        }
        return .text(text)
    }

    private static let unsound =
        "has the character U+0000, half of one, or a byte order mark before it"

    /// Whether YAML can hold a text as well.
    private static func isSound(_ text: String) -> Bool {
        !text.utf8.contains(0) && text.unicodeScalars.first != "\u{FEFF}"
    }

    private mutating func addUnknown(_ name: String) {
        let known = Document.sectionNames
        let near = NearName.nearest(name, in: known)
        let hint = near.map { "; did you mean `\($0)`?" } ?? ""
        add("", "unknown section\(FieldName.shown(name))\(hint)")
    }

    private mutating func add(_ path: String, _ message: String) {
        guard errors.count < Limits.errors else {
            omitted += 1
            return
        }
        errors.append(ConfigurationError(path: path, message: message))
    }
}
