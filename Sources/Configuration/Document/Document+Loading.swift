extension Document {
    /// Reads what the document says by the rules of a configuration file.
    ///
    /// Nothing outside is looked at but the time zones of this machine: references to variables and files are refused.
    ///
    /// - Parameter sources: Has the time zones.
    /// - Returns: What it says; where a secret is kept elsewhere, the credential says so.
    /// - Throws: All errors, each with its path.
    public func load(
        sources: ConfigurationSources = .timeZones
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        var nodes = DocumentNodes()
        let root = nodes.root(of: self)
        let problems = Problems(paths: nodes.paths)
        return try ConfigurationFile.read(root, problems, SecretReader(document: problems, sources))
    }
}
