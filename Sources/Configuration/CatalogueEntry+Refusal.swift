internal import IPC

extension CatalogueEntry {
    /// Why no connection can be made to it; nil for one that can be connected.
    public var refusal: String? {
        guard let foreignProtocol else { return nil }
        guard !models.isEmpty else {
            return
                "`\(id)` has no chat; images, speech and embeddings are not served, so that it cannot be connected"
        }
        return
            "`\(id)` speaks `\(foreignProtocol)` only, which is not served, so that it cannot be connected"
    }

    /// What is wrong with a connection that brings no credential; nil where it may do without.
    public var missingCredential: String? {
        guard isSignInOnly else { return nil }
        return
            "signing in to `\(id)` is not built in; give its token in `access_token`, or a key in `api_key`"
    }
}
