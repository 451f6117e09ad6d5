internal import IPC

/// Reads configuration files.
public enum ConfigurationFile {
    /// Reads a file and all it refers to.
    ///
    /// - Throws: All errors of the file; nothing is taken of a file with one.
    public static func load(path: String) throws(ConfigurationErrors) -> LoadedConfiguration {
        try parse(text(path: path), file: path)
    }

    /// The text of a file.
    ///
    /// - Throws: Why it cannot be read.
    public static func text(path: String) throws(ConfigurationErrors) -> String {
        let bytes: [UInt8]
        do throws(UnreadableFile) {
            bytes = try ConfigurationSources.readFile(path, limit: Limits.fileBytes)
        } catch {
            throw whole(path, "cannot read the configuration file: \(error.reason)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw whole(path, "the configuration file is not UTF-8 text")
        }
        return text
    }

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - file: The file's path: named in errors, and relative paths inside count from its directory.
    ///   - sources: The environment and files that it may refer to.
    /// - Returns: What it says, with defaults for what it does not say.
    /// - Throws: All errors of the text, in its order.
    public static func parse(
        _ text: String, file: String, sources: ConfigurationSources = .system
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        let problems = Problems(file: file)
        guard let root = try compose(text, problems) else { return .empty }
        return try read(root, problems, SecretReader(problems, sources, file: file))
    }

    /// The root of a file's text; nil when it says nothing.
    ///
    /// - Throws: Why it is no YAML.
    static func compose(
        _ text: String, _ problems: Problems
    ) throws(ConfigurationErrors) -> Node? {
        let root = YAMLReader(problems: problems, known: Document.sectionNames).read(text)
        try problems.check()
        return root.flatMap { $0.isNull ? nil : $0 }
    }

    /// Reads what a root says.
    ///
    /// - Throws: All that was reported.
    static func read(
        _ root: Node, _ problems: Problems, _ secrets: SecretReader
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        var loaded = LoadedConfiguration.empty
        if let fields = Fields(root, "the configuration", known: Document.sectionNames, problems) {
            let providers = readProviders(fields, problems)
            readConnections(fields, providers, problems, secrets, into: &loaded)
            PricesReader(problems: problems, providers: providers).read(
                fields, into: &loaded.route.connections)
            let book = readNames(fields, problems, into: &loaded)
            let budgets = readKeys(fields, problems, secrets, into: &loaded)
            readBudgets(fields, book, providers, problems, beside: budgets, into: &loaded)
            if let node = fields.node("settings") {
                let reader = SettingsReader(
                    problems: problems, secrets: secrets, providers: providers, book: book)
                take(reader.read(node), into: &loaded)
            }
        }
        try problems.check()
        return loaded
    }

    private static func readProviders(_ fields: Fields, _ problems: Problems) -> Providers {
        var reader = OwnProviderReader(problems)
        let nodes = fields.list("providers", mayBeNothing: true, atMost: Limits.providers)
        for node in nodes ?? [] { reader.read(node) }
        return reader.providers
    }

    private static func readConnections(
        _ fields: Fields, _ providers: Providers, _ problems: Problems, _ secrets: SecretReader,
        into loaded: inout LoadedConfiguration
    ) {
        var reader = ConnectionReader(problems, secrets, providers)
        let nodes = fields.list("connections", mayBeNothing: true, atMost: Limits.connections)
        for node in nodes ?? [] { reader.read(node) }
        loaded.route.connections = reader.connections
        loaded.vault.credentials = reader.credentials
    }

    /// Reads combos and aliases, and checks where they lead.
    private static func readNames(
        _ fields: Fields, _ problems: Problems, into loaded: inout LoadedConfiguration
    ) -> NameBook {
        var reader = ComboReader(problems)
        let nodes = fields.list("combos", mayBeNothing: true, atMost: Limits.combos)
        for node in nodes ?? [] { reader.read(node) }
        let aliases = AliasReader(problems: problems).read(fields)
        loaded.route.combos = reader.combos.map(\.combo)
        loaded.route.aliases = aliases.map(\.alias)
        var book = NameBook(loaded.route.connections)
        book.define(loaded.route.combos, loaded.route.aliases)
        var check = ReferenceCheck(problems, book, reader.combos, aliases)
        check.run()
        return book
    }

    /// Reads the keys; their budgets.
    private static func readKeys(
        _ fields: Fields, _ problems: Problems, _ secrets: SecretReader,
        into loaded: inout LoadedConfiguration
    ) -> [Budget] {
        var reader = KeyReader(problems, secrets)
        let nodes = fields.list("keys", mayBeNothing: true, atMost: Limits.keys)
        for node in nodes ?? [] { reader.read(node) }
        loaded.route.keys = reader.keys
        return reader.budgets
    }

    private static func readBudgets(
        _ fields: Fields, _ book: NameBook, _ providers: Providers, _ problems: Problems,
        beside budgets: [Budget], into loaded: inout LoadedConfiguration
    ) {
        var reader = BudgetReader(
            problems, book, providers, keys: loaded.route.keys, budgets: budgets)
        let nodes = fields.list("budgets", mayBeNothing: true, atMost: Limits.budgets)
        for node in nodes ?? [] { reader.read(node) }
        loaded.route.budgets = reader.budgets
    }

    private static func take(
        _ settings: SettingsReader.Found, into loaded: inout LoadedConfiguration
    ) {
        loaded.route.settings = settings.door
        if settings.translation != TranslationSettings() {
            loaded.route.translation = settings.translation
        }
        if settings.routing != RoutingSettings() { loaded.route.routing = settings.routing }
        loaded.vault.caPem = settings.certificates
        loaded.vault.credentials += settings.credentials
    }

    private static func whole(_ file: String, _ message: String) -> ConfigurationErrors {
        ConfigurationErrors([ConfigurationError(file: file, line: 0, column: 0, message: message)])
    }
}
