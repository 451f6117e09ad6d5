internal import JSON

/// Makes what a call passes to a tool that runs a command, from the tool's own schema.
struct CommandArguments {
    typealias Node = JSONReader.Node

    let reader: JSONReader
    /// The command as it stands in a line of a shell.
    let command: [UInt8]

    /// Properties that take the command, the likeliest first.
    private static let properties = [
        "command", "cmd", "commands", "script", "code", "input", "command_line",
    ]

    /// The object that a call of the tool passes.
    ///
    /// - Parameter schema: The parameters; nil is taken as one string named `command`.
    /// - Returns: A JSON document.
    func object(for schema: Node?) -> [UInt8] {
        let known = schema.flatMap { reader.member("properties", of: $0) }
        let place = Self.properties.lazy.compactMap { name in
            known.flatMap { reader.member(named: name, of: $0) }.map { (name, $0) }
        }.first
        guard let schema, let (name, property) = place else {
            return Array(#"{"command":"#.utf8) + quoted(command) + Array("}".utf8)
        }
        var bytes = Array("{".utf8) + quoted(Array(name.utf8)) + Array(":".utf8)
        bytes += isList(property) ? list(named: name) : quoted(command)
        appendOthers(of: schema, besides: name, to: &bytes)
        return bytes + Array("}".utf8)
    }

    /// The words that run the command through a shell.
    var words: [UInt8] {
        Array(#"["bash","-lc","#.utf8) + quoted(command) + Array("]".utf8)
    }

    /// A list of lines for a shell, of which the command is the only one.
    var lines: [UInt8] {
        Array("[".utf8) + quoted(command) + Array("]".utf8)
    }

    private func list(named name: String) -> [UInt8] {
        name == "commands" ? lines : words
    }

    private func quoted(_ text: [UInt8]) -> [UInt8] {
        var bytes = [UInt8(ascii: "\"")]
        JSONEscaping.append(text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        return bytes
    }

    private func isList(_ property: Node) -> Bool {
        types(of: property).contains("array")
    }

    private func types(of property: Node) -> [String] {
        guard let type = reader.member("type", of: property) else { return [] }
        if let name = reader.string(type) { return [name.lowercased()] }
        var names: [String] = []
        var elements = reader.elements(of: type)
        while let element = reader.nextElement(&elements) {
            names.append(reader.string(element)?.lowercased() ?? "")
        }
        return names
    }

    /// What else must be passed, as harmless as its type allows.
    private func appendOthers(of schema: Node, besides name: String, to bytes: inout [UInt8]) {
        guard let required = reader.member("required", of: schema),
            let properties = reader.member("properties", of: schema)
        else { return }
        var elements = reader.elements(of: required)
        while let element = reader.nextElement(&elements) {
            guard let other = reader.string(element), other != name,
                let property = reader.member(named: other, of: properties)
            else { continue }
            bytes += Array(",".utf8) + quoted(Array(other.utf8)) + Array(":".utf8)
            bytes += harmless(property, named: other)
        }
    }

    private func harmless(_ property: Node, named name: String) -> [UInt8] {
        let types = types(of: property)
        if types.contains("null") { return Array("null".utf8) }
        if types == ["boolean"] { return Array("false".utf8) }
        if types == ["string"], name.lowercased().contains("dir") { return Array(#"".""#.utf8) }
        if name.lowercased().contains("timeout"), types == ["integer"] || types == ["number"] {
            return Array("60000".utf8)
        }
        return SchemaExample(reader: reader).document(for: property)
    }
}
