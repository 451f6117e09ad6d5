extension Document {
    /// The same without secrets, fit to be kept and shown: hashes in place of client keys' secrets, markers in place of others.
    ///
    /// A proxy without a user name and a password is no secret.
    public func withoutSecrets() -> Document {
        var shown = self
        shown[.connections].update { SecretFields.removed(fromConnection: $0) }
        shown[.keys].update { SecretFields.removed(fromKey: $0) }
        shown.settings = SecretFields.removed(fromSettings: settings)
        return shown
    }

    /// Whether some entry has a secret that ``withoutSecrets()`` would take out.
    public var hasSecrets: Bool { self != withoutSecrets() }

    /// The same with secrets in the place of markers.
    ///
    /// - Parameter kept: What is kept under a credential's connection id; nil for nothing.
    /// - Returns: The document, and the paths of markers that nothing is kept for.
    public func withSecrets(
        _ kept: @escaping (_ connectionID: String) -> KeptSecret?
    ) -> (document: Document, missing: [String]) {
        var filling = SecretFilling(kept)
        var filled = self
        for connection in self[.connections].list {
            filled[.connections, connection.name] = filling.fill(connection)
        }
        filled.settings = filling.fill(settings: settings)
        return (filled, filling.missing)
    }
}
