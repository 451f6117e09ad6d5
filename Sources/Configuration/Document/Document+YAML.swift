extension Document {
    /// Reads a configuration file, checked whole, with what it refers to in the place of the references.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The file's path: named in errors, and relative paths inside count from its directory.
    ///   - sources: The environment and files that it may refer to.
    ///   - checked: False for a part of a configuration, which may name what is elsewhere: only its shape is looked at, and
    ///     markers may stand in the place of secrets.
    ///   - mayBeEmpty: False where a text that says nothing, not even `{}`, is taken for a mistake.
    /// - Throws: All errors of the text, in its order.
    public init(
        yaml: String, file: String, sources: ConfigurationSources = .system, checked: Bool = true,
        mayBeEmpty: Bool = true
    ) throws(ConfigurationErrors) {
        let problems = Problems(file: file)
        self.init()
        guard let root = try ConfigurationFile.compose(yaml, problems) else {
            if !mayBeEmpty {
                problems.add(nil, "the document is empty; one without entries is `{}`")
            }
            try problems.check()
            return
        }
        let secrets = SecretReader(problems, sources, file: file)
        if checked { _ = try ConfigurationFile.read(root, problems, secrets) }
        if let fields = Fields(root, "the configuration", known: Self.sectionNames, problems) {
            let values = NodeValues(problems: problems, secrets: secrets)
            for section in DocumentSection.allCases {
                self[section] = values.entries(of: section, fields)
            }
            if let node = fields.node(Self.settingsName), !node.isNull {
                settings = values.settings(node)
            }
        }
        // A file may have gone since it was checked.
        try problems.check()
    }

    /// Reads a configuration file of the file system, and all it refers to.
    ///
    /// - Throws: All errors of the file.
    public init(path: String) throws(ConfigurationErrors) {
        try self.init(yaml: ConfigurationFile.text(path: path), file: path)
    }

    /// The document as a configuration file.
    ///
    /// Keys have the hashes of their secrets. In place of other secrets stands `{kept: true}`, which a file is refused with
    /// until somebody puts the secret or a reference to it there.
    ///
    /// - Parameter withSecrets: All that it holds is written, secrets too.
    /// - Returns: The text.
    public func yaml(withSecrets: Bool = false) -> String {
        let shown = withSecrets ? self : withoutSecrets()
        var writer = YAMLWriter()
        for section in DocumentSection.allCases { writer.write(section, shown[section].list) }
        if let members = shown.settings.members { writer.writeSettings(members) }
        return writer.text
    }
}
