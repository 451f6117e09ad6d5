internal import IPC

/// Reads `providers`: providers beside those of the catalogue, which connections then name in the same way.
struct OwnProviderReader {
    private let problems: Problems
    /// What was read so far.
    private(set) var providers = Providers()

    private static let known =
        ["id", "title", "dialect", "base_url", "profile", "tier"] + ModelsReader.names

    init(_ problems: Problems) { self.problems = problems }

    /// Reads one provider; what is wrong is reported.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a provider", known: Self.known, problems) else { return }
        let id = readID(fields)
        let dialect = readDialect(fields)
        let profile = readProfile(fields)
        let tier = fields.choice("tier", Choices.tiers)
        let title = fields.text("title")
        var reader = ModelsReader(problems)
        let models = reader.read(fields, known: [])
        guard let dialect, let address = readAddress(fields, dialect), let id else { return }
        // A profile is about one provider's deviations; without one its dialect is taken as it is written down.
        let usual = DialectName.provider(dialect)?.profile ?? id
        var entry = CatalogueEntry(
            id, title ?? id, dialect, address, profile: profile ?? usual)
        entry.tier = tier ?? .none
        let described = Set(models.facts.map(\.name))
        entry.models =
            models.facts
            + models.names.filter { !described.contains($0) }.map { ModelFacts(name: $0) }
        providers.add(entry)
    }

    private func readID(_ fields: Fields) -> String? {
        guard let id = fields.requiredText("id", "a provider") else { return nil }
        let mark = fields.valueMark(of: "id")
        guard NameRule.allows(id), !id.hasSuffix("-compatible") else {
            problems.add(mark, "`id` \(NameRule.text), and must not end with -compatible")
            return nil
        }
        guard Catalogue.entry(id) == nil else {
            problems.add(mark, "the catalogue has a provider `\(id)` already")
            return nil
        }
        guard providers.own[id] == nil else {
            problems.add(mark, "there are two providers with the id `\(id)`")
            return nil
        }
        return id
    }

    private func readDialect(_ fields: Fields) -> Dialect? {
        guard fields.has("dialect") else {
            problems.add(fields.mark, "a provider needs the field `dialect`")
            return nil
        }
        let usable = DialectName.all.filter { $0.dialect != .bedrock }
        return fields.choice("dialect", usable.map { ($0.name, $0.dialect) })
    }

    private func readAddress(_ fields: Fields, _ dialect: Dialect) -> String? {
        guard let written = fields.requiredText("base_url", "a provider") else { return nil }
        do throws(BaseURL.Problem) {
            return try BaseURL(written, BaseURLEnding(dialect, isVersioned: true)).text
        } catch {
            problems.add(fields.valueMark(of: "base_url"), "`base_url` \(error.rawValue)")
            return nil
        }
    }

    private func readProfile(_ fields: Fields) -> String? {
        guard let name = fields.text("profile") else { return nil }
        let profiles = Set(Catalogue.entries.map(\.profile))
        if profiles.contains(name) { return name }
        let hint =
            NearName.nearest(name, in: profiles.sorted()).map { "; did you mean `\($0)`?" } ?? ""
        problems.add(
            fields.valueMark(of: "profile"), "`profile` is not that of a known provider\(hint)")
        return nil
    }
}
