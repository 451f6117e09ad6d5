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
        ["name", "provider", "prefix", "base_url"] + SecretReader.fields("api_key") + ["models"]
        + deadlines

    init(_ problems: Problems, _ secrets: SecretReader) {
        self.problems = problems
        self.secrets = secrets
    }

    /// Reads one connection; what is wrong is reported and the rest of it read on.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a connection", known: Self.known, problems) else { return }
        let name = readName(fields)
        let provider = readProvider(fields)
        let models = readModels(fields)
        let deadlines = readDeadlines(fields)
        let secret = readKey(fields)
        guard let provider else { return }
        let url = readURL(fields, provider)
        let prefix = readPrefix(fields, provider, name)
        guard let name, let url, let prefix else { return }
        let id = "c-" + name
        connections.append(
            ProviderConnection(
                id: id, name: name, provider: provider.id, dialect: provider.dialect,
                prefix: prefix, baseURL: url.text, models: models, profile: provider.id,
                deadlines: deadlines))
        credentials.append(
            Credential(
                connectionID: id, origin: url.origin,
                place: secret == nil ? .none : provider.placement.place,
                headerName: secret == nil ? "" : provider.placement.header,
                secret: Array((secret ?? "").utf8)))
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

    private func readProvider(_ fields: Fields) -> CatalogueEntry? {
        guard let id = fields.requiredText("provider", "a connection") else { return nil }
        if let entry = Catalogue.entry(id) { return entry }
        let message: String
        if let near = NearName.nearest(id, in: Catalogue.entries.map(\.id)) {
            message = "unknown provider `\(id)`; did you mean `\(near)`?"
        } else {
            // The value is not shown: it may be a key in the wrong line.
            message =
                "unknown provider; for any other server use openai-compatible, "
                + "anthropic-compatible, gemini-compatible or responses-compatible"
        }
        problems.add(fields.valueMark(of: "provider"), message)
        return nil
    }

    private func readURL(_ fields: Fields, _ provider: CatalogueEntry) -> BaseURL? {
        guard let written = fields.has("base_url") ? fields.text("base_url") : provider.baseURL
        else {
            if !fields.has("base_url") {
                problems.add(
                    fields.mark,
                    "a connection with the provider `\(provider.id)` needs the field `base_url`")
            }
            return nil
        }
        do throws(BaseURL.Problem) {
            return try BaseURL(written, for: provider)
        } catch {
            problems.add(fields.valueMark(of: "base_url"), "`base_url` \(error.rawValue)")
            return nil
        }
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

    private func readKey(_ fields: Fields) -> String? {
        guard let secret = secrets.read("api_key", in: fields) else { return nil }
        guard secret.utf8.count <= Limits.apiKeyCharacters else {
            problems.add(
                fields.mark, "the API key has more than \(Limits.apiKeyCharacters) characters")
            return nil
        }
        return secret
    }
}
