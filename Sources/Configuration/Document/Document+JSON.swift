public import JSON

extension Document {
    /// The name of the settings, which are no section.
    public static let settingsName = "settings"

    /// The names of all parts.
    static let sectionNames = DocumentSection.allCases.map(\.rawValue) + [settingsName]

    /// Reads a document of JSON.
    ///
    /// - Parameter json: An object with the sections; within a section each entry has a name of its own.
    /// - Throws: What is wrong with its shape; what the entries say is not looked at.
    public init(json: [UInt8]) throws(ConfigurationErrors) {
        var reader = DocumentReader()
        self = try reader.read(json)
    }

    /// The document as JSON: sections in one order, one entry a line, with the secrets that it holds.
    public func json() -> [UInt8] {
        var writer = DocumentWriter()
        for section in DocumentSection.allCases { writer.write(section, self[section].list) }
        if let members = settings.members { writer.writeSettings(members) }
        return writer.end()
    }
}

extension DocumentValue {
    /// The value as JSON, in one line.
    public func json() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.take()
    }

    /// Reads a value of JSON; nil when it holds a name twice in an object, or text that a document cannot have.
    ///
    /// - Parameter json: Any value.
    public init?(_ json: JSONValue) {
        var reader = DocumentReader()
        guard let value = reader.value(json) else { return nil }
        self = value
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .number(let digits): writer.raw(Array(digits.utf8))
        case .text(let text): writer.string(text)
        case .list(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.name(text: member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}
