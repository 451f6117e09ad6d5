internal import IPC

/// Reads `provider` and `dialect`: either may be left out where the other says enough.
struct ProviderReader {
    let problems: Problems
    let providers: Providers

    /// Whom a connection asks; nil after a report.
    func read(_ fields: Fields) -> ProviderChoice? {
        let dialect = readDialect(fields)
        if fields.has("dialect"), dialect == nil { return nil }
        guard fields.has("provider") || dialect == nil else {
            return dialect.flatMap { dialect in
                DialectName.provider(dialect).map { ProviderChoice(entry: $0, dialect: dialect) }
            }
        }
        guard let entry = readEntry(fields) else { return nil }
        guard let dialect, dialect != entry.dialect else {
            return ProviderChoice(entry: entry, dialect: entry.dialect)
        }
        return checked(ProviderChoice(entry: entry, dialect: dialect), fields)
    }

    private func readDialect(_ fields: Fields) -> Dialect? {
        guard let name = fields.text("dialect") else { return nil }
        if let dialect = DialectName.dialect(name) { return dialect }
        let near = NearName.nearest(name, in: DialectName.names)
        let hint = near.map { "; did you mean `\($0)`?" } ?? ""
        problems.add(
            fields.valueMark(of: "dialect"),
            "`dialect` must be one of \(Fields.list(DialectName.names))\(hint)")
        return nil
    }

    private func readEntry(_ fields: Fields) -> CatalogueEntry? {
        guard let id = fields.requiredText("provider", "a connection") else { return nil }
        if let entry = providers.entry(id) {
            guard let refusal = entry.refusal else { return entry }
            problems.add(fields.valueMark(of: "provider"), refusal)
            return nil
        }
        let message: String
        if !problems.isFull, let near = providers.nearest(id) {
            message = "unknown provider `\(id)`; did you mean `\(near)`?"
        } else {
            // The value is not shown: it may be a key in the wrong line.
            message =
                "unknown provider; for any other server give its `dialect` in place of a provider: "
                + Fields.list(DialectName.names)
        }
        problems.add(fields.valueMark(of: "provider"), message)
        return nil
    }

    /// A dialect that is not the provider's usual one.
    private func checked(_ choice: ProviderChoice, _ fields: Fields) -> ProviderChoice? {
        let (entry, name) = (choice.entry, DialectName.name(choice.dialect))
        let message: String? =
            if entry.isGeneric {
                "`\(entry.id)` speaks \(DialectName.name(entry.dialect)); leave `provider` or `dialect` out"
            } else if !Self.canSpeak(entry, choice.dialect) {
                "`\(entry.id)` does not speak \(name)"
            } else if entry.kind == .plain, entry.others[choice.dialect] == nil,
                !fields.has("base_url")
            {
                "where `\(entry.id)` speaks \(name) is not known; the connection needs the field `base_url`"
            } else {
                nil
            }
        guard let message else { return choice }
        problems.add(fields.valueMark(of: "dialect"), message)
        return nil
    }

    private static func canSpeak(_ entry: CatalogueEntry, _ dialect: Dialect) -> Bool {
        switch entry.kind {
        case .plain: dialect != .bedrock
        case .azure: [.openaiChat, .openaiResponses, .anthropic].contains(dialect)
        case .vertex: [.gemini, .anthropic, .openaiChat].contains(dialect)
        case .bedrock: dialect == .bedrock
        }
    }
}
