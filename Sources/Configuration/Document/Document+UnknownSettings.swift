extension Document {
    /// What in an object of settings names none, whatever the values are, which may be missing.
    ///
    /// - Parameter settings: The object.
    /// - Returns: Each with its path, and what there is instead.
    public static func unknownSettings(in settings: DocumentValue) -> [ConfigurationError] {
        var document = Document()
        document.settings = settings
        var nodes = DocumentNodes()
        let root = nodes.root(of: document)
        let problems = Problems(paths: nodes.paths)
        // Only names are asked about: what else is wrong, values that are missing among it, is not.
        _ = try? ConfigurationFile.read(
            root, problems, SecretReader(document: problems, .timeZones))
        return problems.unknownNames
    }
}
