/// Makes the values of a document of a file's nodes; references become what they stand for.
///
/// What the shape of a document demands is reported where it is missing: entries may not have been checked before.
struct NodeValues {
    let problems: Problems
    let secrets: SecretReader

    /// Secrets of a connection, each with its references.
    private static let connectionSecrets = references(
        [
            "api_key", "access_token", "proxy", "access_key_id", "secret_access_key",
            "session_token",
        ])
    private static let keySecrets = references(["secret"])
    /// Words that YAML may take for something else; they stay as they are written.
    private static let words: Set<String> = ["guard", "access", "at", "bodies", "backup_every"]
    /// Numbers that are read digit by digit; zeros before them mean nothing.
    private static let decimals: Set<String> = [
        "input", "output", "cached_input", "cache_write", "cache_write_1h", "reasoning",
        "audio_input", "audio_output", "image_input", "image_output", "audio_minute", "request",
        "limit", "cost", "day", "week", "month", "threshold", "sample",
    ]

    /// The names of secrets by those of their references.
    private static func references(_ names: [String]) -> [String: String] {
        Dictionary(
            names.flatMap { name in SecretReader.fields(name).dropFirst().map { ($0, name) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The entries of a section.
    func entries(of section: DocumentSection, _ fields: Fields) -> DocumentEntries {
        var entries = DocumentEntries()
        for (name, mark, value) in found(section, fields) {
            guard entries[name] == nil else {
                problems.add(mark, "there are two entries named `\(name)`")
                continue
            }
            entries[name] = named(section, value)
        }
        return entries
    }

    private func found(
        _ section: DocumentSection, _ fields: Fields
    ) -> [(name: String, mark: Mark?, value: Node)] {
        guard let field = section.nameField else {
            return fields.entries(
                section.rawValue, section.noun, mayBeNothing: true, atMost: section.limit)
        }
        let nodes = fields.list(section.rawValue, mayBeNothing: true, atMost: section.limit) ?? []
        return nodes.compactMap { node in
            guard let name = node.member(field) else {
                problems.add(node.mark, "\(section.noun) needs the field `\(field)`")
                return nil
            }
            return Fields.text(name, "`\(field)`", problems).map { ($0, name.mark, node) }
        }
    }

    private func named(_ section: DocumentSection, _ node: Node) -> DocumentValue {
        switch section {
        case .connections: .object(connection(node))
        case .keys: .object(members(of: node, Self.keySecrets))
        case .providers, .combos, .aliases, .budgets, .prices: value(node, "")
        }
    }

    /// The settings.
    func settings(_ node: Node) -> DocumentValue {
        guard case .mapping(let mapping) = node else {
            problems.add(node.mark, "`settings` must be a mapping; found \(node.kindName)")
            return .object([])
        }
        return .object(
            unique(mapping) { name, value in
                if name == "telemetry" { return (name, telemetry(value)) }
                guard name == "ca_file" else { return (name, self.value(value, name)) }
                guard let path = Fields.text(value, "`ca_file`", problems) else { return nil }
                let bytes = secrets.file(path, name, value.mark, limit: Limits.certificateBytes)
                return bytes.map { ("certificates", .text(String(decoding: $0, as: UTF8.self))) }
            })
    }

    /// The headers of telemetry may be references.
    private func telemetry(_ node: Node) -> DocumentValue {
        var telemetry = value(node, "")
        guard let headers = node.member("headers"), case .mapping(let mapping) = headers else {
            return telemetry
        }
        let reader = TelemetryHeadersReader(problems: problems, secrets: secrets)
        telemetry["headers"] = .object(
            unique(mapping) { name, value in
                guard case .mapping(let reference) = value, reference.entries.count == 1,
                    let kind = reference.entries.first?.key.scalar?.string,
                    ["env", "file"].contains(kind), let written = reference.entries.first?.value
                else { return (name, self.value(value, name)) }
                return reader.resolve(kind, written, value.mark).map { (name, .text($0)) }
            })
        return telemetry
    }

    private func connection(_ node: Node) -> [DocumentMember] {
        members(of: node, Self.connectionSecrets).map { member in
            guard member.name == "service_account", let sources = member.value.members,
                sources.count == 1, ["file", "env"].contains(sources[0].name),
                let written = sources[0].value.text
            else { return member }
            let mark = node.member("service_account")?.mark
            let bytes = ServiceAccountReader(problems: problems, secrets: secrets)
                .resolve(sources[0].name, written, mark)
            return DocumentMember(
                name: member.name, value: .text(String(decoding: bytes ?? [], as: UTF8.self)))
        }
    }

    private func members(
        of node: Node, _ references: [String: String] = [:]
    ) -> [DocumentMember] {
        guard case .mapping(let mapping) = node else { return [] }
        return unique(mapping) { name, value in
            guard let secret = references[name] else { return (name, self.value(value, name)) }
            guard let written = Fields.text(value, "`\(name)`", problems) else { return nil }
            let text = secrets.resolve(name, of: secret, written, value.mark)
            return text.map { (secret, .text($0)) }
        }
    }

    /// The members that a mapping's fields become; of two of one name the second is reported.
    private func unique(
        _ mapping: Node.Mapping,
        _ member: (_ name: String, _ value: Node) -> (name: String, value: DocumentValue)?
    ) -> [DocumentMember] {
        var members: [DocumentMember] = []
        members.reserveCapacity(mapping.entries.count)
        for (key, value) in mapping.entries {
            guard let written = key.scalar?.string else {
                problems.add(key.mark, "a field name must be text; found \(key.kindName)")
                continue
            }
            guard let (name, value) = member(written, value) else { continue }
            // YAML has no name twice; only what references become can be there already.
            if name != written,
                members.contains(where: { $0.name == name })
                    || mapping.entries.contains(where: { $0.key.scalar?.string == name })
            {
                problems.add(key.mark, "`\(name)` is given more than once")
                continue
            }
            members.append(DocumentMember(name: name, value: value))
        }
        return members
    }

    private func value(_ node: Node, _ name: String) -> DocumentValue {
        switch node {
        case .mapping: .object(members(of: node))
        case .sequence(let sequence): .list(sequence.nodes.map { value($0, "") })
        case .scalar(let scalar): Self.value(scalar, of: name, node.bool)
        }
    }

    private static func value(
        _ scalar: Node.Scalar, of name: String, _ bool: Bool?
    ) -> DocumentValue {
        guard !words.contains(name) else { return .text(scalar.string) }
        switch scalar.kind {
        case .null: return .null
        case .bool: return bool.map { .bool($0) } ?? .text(scalar.string)
        case .text, .date, .tagged: return .text(scalar.string)
        case .integer(let value):
            if decimals.contains(name), let digits = plainDigits(scalar.string) {
                return .number(digits)
            }
            return value.map { .number(String($0)) } ?? .text(scalar.string)
        case .fraction:
            return plainDigits(scalar.string).map { .number($0) } ?? .text(scalar.string)
        }
    }

    /// A decimal number as JSON has it, without zeros before it; nil for one in another form.
    private static func plainDigits(_ text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard isPlain, parts.count <= 2, let whole = parts.first else { return nil }
        let digits = whole.drop { $0 == "0" }
        let shown = digits.isEmpty ? "0" : String(digits)
        return parts.count == 2 ? "\(shown).\(parts[1])" : shown
    }
}
