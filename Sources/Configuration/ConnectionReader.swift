internal import IPC

/// Reads the list of connections: names unique, a prefix shared only by connections of one provider.
struct ConnectionReader {
    private let problems: Problems
    private let secrets: SecretReader
    private let providers: Providers
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
        ["name", "provider", "dialect", "prefix", "base_url"] + CredentialReader.names
        + ModelsReader.names + deadlines + AccountReader.names + CloudFields.names

    /// What the daemons call a connection.
    static func id(of name: String) -> String { "c-" + name }

    init(_ problems: Problems, _ secrets: SecretReader, _ providers: Providers) {
        self.problems = problems
        self.secrets = secrets
        self.providers = providers
    }

    /// Reads one connection; what is wrong is reported and the rest of it read on.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a connection", known: Self.known, problems) else { return }
        let name = readName(fields)
        let choice = ProviderReader(problems: problems, providers: providers).read(fields)
        var reading = ModelsReader(problems)
        let models = reading.read(fields, known: ProviderFacts.models(of: choice?.entry))
        let deadlines = readDeadlines(fields)
        let way = CredentialReader(problems: problems, secrets: secrets).read(fields, choice)
        guard let choice else { return }
        // A server of one's own in the provider's place may want none.
        if let missing = choice.entry.missingCredential, !fields.has("base_url"),
            !CredentialReader.isGiven(fields)
        {
            problems.add(fields.mark, missing)
        }
        CloudFields.check(fields, choice.entry.kind, problems)
        let reader = AddressReader(problems: problems)
        let address = reader.read(fields, choice, account: way.project)
        let prefix = readPrefix(fields, choice.entry, name)
        var connection = ProviderConnection(
            provider: choice.entry.id, dialect: choice.dialect, baseURL: address?.url.text ?? "",
            models: models.names, profile: choice.entry.profile, deadlines: deadlines,
            parameters: address?.parameters ?? [], facts: models.facts,
            headers: ProviderFacts.headers(of: choice.entry, in: choice.dialect),
            providerAliases: choice.entry.aliases)
        AccountReader(problems: problems).read(
            fields, into: &connection, tier: ProviderFacts.tier(of: choice.entry),
            hasToken: way.isToken || choice.entry.isSignInOnly)
        guard let name, let address, let prefix else { return }
        connection.id = Self.id(of: name)
        connection.name = name
        connection.prefix = prefix
        connections.append(connection)
        credentials.append(
            way.credential(
                connection.id, origin: address.url.origin, region: address.region))
    }

    private mutating func readName(_ fields: Fields) -> String? {
        guard let name = fields.requiredText("name", "a connection") else { return nil }
        guard NameRule.allows(name) else {
            problems.add(fields.valueMark(of: "name"), "`name` \(NameRule.text)")
            return nil
        }
        if let first = marks[name] {
            let line = first?.asFirst ?? ""
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

    private func readDeadlines(_ fields: Fields) -> Deadlines? {
        guard Self.deadlines.contains(where: { fields.has($0) }) else { return nil }
        let values = Self.deadlines.map { UInt32(fields.quantity($0, .duration) ?? 0) }
        return Deadlines(
            connectMs: values[0], firstByteMs: values[1], idleMs: values[2], totalMs: values[3])
    }
}
