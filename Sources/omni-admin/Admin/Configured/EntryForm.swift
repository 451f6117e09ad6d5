internal import Configuration
internal import JSON

/// How entries of one section look in the API.
struct EntryForm {
    let section: DocumentSection
    /// What follows "/api/" in its paths.
    let path: String
    /// What an entry is, for people and for the audit log: "connection".
    let noun: String
    /// The field that an answer names the entry by.
    let nameField: String
    /// Of a mapping from names to texts: the field that the text stands in.
    var valueField: String?
    /// Fields that answers leave out.
    var hidden: Set<String> = []
    /// Names that stand for something else in paths.
    var reserved: Set<String> = []

    static let connections = EntryForm(
        section: .connections, path: "connections", noun: "connection", nameField: "name",
        reserved: ["validate"])
    static let providers = EntryForm(
        section: .providers, path: "providers", noun: "provider", nameField: "id")
    static let combos = EntryForm(
        section: .combos, path: "combos", noun: "combo", nameField: "name")
    static let budgets = EntryForm(
        section: .budgets, path: "budgets", noun: "budget", nameField: "name",
        reserved: ["state"])
    static let keys = EntryForm(
        section: .keys, path: "keys", noun: "key", nameField: "name",
        hidden: ["secret_sha256", "previous_sha256"])
    static let aliases = EntryForm(
        section: .aliases, path: "aliases", noun: "alias", nameField: "pattern",
        valueField: "model")
    static let prices = EntryForm(
        section: .prices, path: "prices", noun: "price", nameField: "model")

    // MARK: Writing

    /// Writes an entry: its name, its fields, and the layer it belongs to.
    func write(
        _ writer: inout JSONWriter, _ name: String, _ value: DocumentValue, _ owner: String,
        extra: (inout JSONWriter) -> Void = { _ in }
    ) {
        writer.object { object in
            object.name(text: nameField)
            object.string(name)
            if let valueField {
                object.name(text: valueField)
                object.raw(value.json())
            }
            for member in value.members ?? []
            where member.name != nameField && !hidden.contains(member.name) {
                object.name(text: member.name)
                object.raw(member.value.json())
            }
            extra(&object)
            object.member("managed_by", owner)
        }
    }

    /// The answer with one entry of the layers.
    func answer(
        _ name: String, in layers: ConfigurationLayers, status: Int = 200,
        extra: (inout JSONWriter) -> Void = { _ in }
    ) throws(APIError) -> APIAnswer {
        guard let owner = layers.owner(of: name, in: section),
            let value = layers.entry(name, in: section)
        else { throw .notFound(noun) }
        return .json(status) { write(&$0, name, value, owner.rawValue, extra: extra) }
    }

    /// The answer with all entries.
    func list(_ layers: ConfigurationLayers) -> APIAnswer {
        .json { writer in
            writer.object { object in
                object.name("data")
                object.array { list in
                    for entry in layers.entries(in: section) {
                        write(&list, entry.name, entry.value, entry.owner.rawValue)
                    }
                }
            }
        }
    }

    // MARK: Reading

    /// The entry that a body describes: as it stands in a document.
    ///
    /// The body may name the entry, but not anew.
    func value(_ body: DocumentValue, named name: String) throws(APIError) -> DocumentValue {
        try checkName(body, name)
        guard section.nameField == nil else { return body }
        var value = body
        value[nameField] = nil
        guard let valueField else { return value }
        guard let text = value[valueField] else {
            throw .invalidBody("The body needs the field \(valueField).", path: valueField)
        }
        guard value.members?.count == 1 else {
            throw .invalidBody("The body may have the fields \(nameField) and \(valueField) only.")
        }
        return text
    }

    /// Refuses to give an entry another name.
    func checkName(_ body: DocumentValue, _ name: String) throws(APIError) {
        guard let given = body[nameField], given != .text(name) else { return }
        throw .invalidBody(
            "The name in the body is not that of the path; a \(noun) cannot be renamed.",
            path: nameField)
    }

    /// Refuses names that could not be reached by a path.
    func checkNew(_ name: String) throws(APIError) {
        guard reserved.contains(name) else { return }
        throw .invalidBody("The name \(name) is taken by the API itself.", path: nameField)
    }

    /// The entry of the API's layer that a request names.
    ///
    /// - Throws: 409 for one of the file, 404 for none.
    func own(_ name: String, in layers: ConfigurationLayers) throws(APIError) -> DocumentValue {
        if let value = layers.api[section, name] { return value }
        guard layers.file[section, name] == nil else {
            throw .managedByFile("\(section.rawValue)/\(name)")
        }
        throw .notFound(noun)
    }

    /// The path of an entry, percent-encoded (RFC 3986 section 2.3).
    func location(of name: String) -> String {
        var text = "/api/\(path)/"
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
