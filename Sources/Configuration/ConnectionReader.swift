internal import IPC
internal import Yams

/// Reads the list of connections: names unique, a prefix shared only by connections of one provider.
struct ConnectionReader {
    private let problems: Problems
    private let secrets: SecretReader
    private var marks: [String: Mark?] = [:]
    private var owners: [String: (name: String, provider: String)] = [:]
    /// The connections, without secrets.
    private(set) var connections: [ProviderConnection] = []
    /// Their credentials, in the same order.
    private(set) var credentials: [Credential] = []

    private static let deadlines = [
        "connect_timeout", "first_byte_timeout", "idle_timeout", "total_timeout",
    ]
    private static let known =
        ["name", "provider", "dialect", "prefix", "base_url"] + CredentialReader.names + ["models"]
        + deadlines + CloudFields.names

    init(_ problems: Problems, _ secrets: SecretReader) {
        self.problems = problems
        self.secrets = secrets
    }

    /// Reads one connection; what is wrong is reported and the rest of it read on.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a connection", known: Self.known, problems) else { return }
        let name = readName(fields)
        let choice = ProviderReader(problems: problems).read(fields)
        let models = readModels(fields)
        let deadlines = readDeadlines(fields)
        let way = CredentialReader(problems: problems, secrets: secrets).read(fields, choice)
        guard let choice else { return }
        CloudFields.check(fields, choice.entry.kind, problems)
        let reader = AddressReader(problems: problems)
        let address = reader.read(fields, choice, account: way.project)
        let prefix = readPrefix(fields, choice.entry, name)
        guard let name, let address, let prefix else { return }
        let id = "c-" + name
        connections.append(
            ProviderConnection(
                id: id, name: name, provider: choice.entry.id, dialect: choice.dialect,
                prefix: prefix, baseURL: address.url.text, models: models,
                profile: choice.entry.profile, deadlines: deadlines,
                parameters: address.parameters))
        credentials.append(
            way.credential(
                id, origin: address.url.origin, region: address.region))
    }

    private mutating func readName(_ fields: Fields) -> String? {
        guard let name = fields.requiredText("name", "a connection") else { return nil }
        guard NameRule.allows(name) else {
            problems.add(fields.valueMark(of: "name"), "`name` \(NameRule.text)")
            return nil
        }
        if let first = marks[name] {
            let line = first.map { "; the first is in line \($0.line)" } ?? ""
            problems.add(
                fields.valueMark(of: "name"), "there are two connections named `\(name)`\(line)")
            return nil
        }
        marks[name] = .some(fields.valueMark(of: "name"))
        return name
    }

    /// Several accounts of one provider share a prefix and are tried in the order of the file; with two providers
    /// behind one prefix the same model id would mean two things.
    private mutating func readPrefix(
        _ fields: Fields, _ provider: CatalogueEntry, _ name: String?
    ) -> String? {
        let written = fields.text("prefix")
        if fields.has("prefix"), written == nil { return nil }
        guard let prefix = written ?? (provider.isGeneric ? name : provider.id) else { return nil }
        let mark = fields.valueMark(of: fields.has("prefix") ? "prefix" : "name")
        guard NameRule.allows(prefix) else {
            problems.add(mark, "`prefix` \(NameRule.text)")
            return nil
        }
        if let owner = owners[prefix], owner.provider != provider.id {
            problems.add(
                mark,
                "the prefix `\(prefix)` belongs to connection `\(owner.name)` already, which has another provider"
            )
            return nil
        }
        if owners[prefix] == nil { owners[prefix] = (name ?? "?", provider.id) }
        return prefix
    }

    private func readModels(_ fields: Fields) -> [String] {
        guard let nodes = fields.list("models", atMost: Limits.models) else { return [] }
        if nodes.isEmpty {
            problems.add(
                fields.valueMark(of: "models"),
                "`models` is empty; leave it out to pass every model name on")
        }
        var seen: Set<String> = []
        for node in nodes {
            guard let model = Fields.text(node, "a model name", problems) else { continue }
            guard model.utf8.count <= Limits.modelBytes,
                model.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
            else {
                problems.add(
                    node.mark,
                    "a model name has at most \(Limits.modelBytes) bytes, and no spaces")
                continue
            }
            if !seen.insert(model).inserted {
                problems.add(node.mark, "the model `\(model)` is listed twice")
            }
        }
        return nodes.compactMap { $0.scalar?.string }
    }

    private func readDeadlines(_ fields: Fields) -> Deadlines? {
        guard Self.deadlines.contains(where: { fields.has($0) }) else { return nil }
        let values = Self.deadlines.map { UInt32(fields.quantity($0, .duration) ?? 0) }
        return Deadlines(
            connectMs: values[0], firstByteMs: values[1], idleMs: values[2], totalMs: values[3])
    }
}
