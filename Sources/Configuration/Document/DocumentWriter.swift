internal import JSON

/// Writes a document as JSON with one entry a line, so that two of them can be compared line by line.
struct DocumentWriter {
    private var bytes = Array("{".utf8)
    private var isFirst = true

    /// Writes a section; nothing for one without entries.
    mutating func write(_ section: DocumentSection, _ entries: [DocumentMember]) {
        guard !entries.isEmpty else { return }
        let isMapping = section.nameField == nil
        begin(section.rawValue, isMapping ? "{" : "[")
        writeLines(entries, named: isMapping)
        bytes += Array(isMapping ? "\n}".utf8 : "\n]".utf8)
    }

    /// Writes the settings; nothing when there are none.
    mutating func writeSettings(_ members: [DocumentMember]) {
        guard !members.isEmpty else { return }
        begin(Document.settingsName, "{")
        writeLines(members, named: true)
        bytes += Array("\n}".utf8)
    }

    /// Ends the document; its bytes.
    mutating func end() -> [UInt8] {
        bytes += Array("}\n".utf8)
        return bytes
    }

    private mutating func begin(_ name: String, _ bracket: String) {
        if !isFirst { bytes += Array(",\n".utf8) }
        isFirst = false
        bytes += Array("\"\(name)\":\(bracket)\n".utf8)
    }

    private mutating func writeLines(_ members: [DocumentMember], named: Bool) {
        for (index, member) in members.enumerated() {
            if index > 0 { bytes += Array(",\n".utf8) }
            if named {
                bytes += DocumentValue.text(member.name).json()
                bytes.append(UInt8(ascii: ":"))
            }
            var writer = JSONWriter(appendingTo: bytes)
            bytes = []
            member.value.write(to: &writer)
            bytes = writer.take()
        }
    }
}
