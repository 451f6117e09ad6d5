internal import Crypto
internal import IPC

extension StoredCredential {
    /// What is taken from the one that is kept in place of what is not given.
    ///
    /// A secret stays only where it was given for: whoever does not know it must not be able to send it anywhere else.
    struct Keeping {
        let secret: SecretBytes?
        let proxy: ProxyRoute?
    }

    /// What `message` keeps of `stored`, the credential of the same connection; checked.
    ///
    /// - Parameters:
    ///   - message: Its `keep_secret` and `keep_proxy` count.
    ///   - target: Where the credential is meant for now.
    ///   - stored: Nil when there is none that can be used.
    /// - Returns: What stays.
    /// - Throws: When there is nothing to keep, or it was given for something else.
    static func keeping(
        _ message: Credential, for target: Binding, of stored: StoredCredential?
    ) throws(VaultError) -> Keeping {
        let id = message.connectionID
        var proxy: ProxyRoute?
        if message.keepProxy {
            guard message.proxy.isEmpty else { throw .contradiction(connectionID: id) }
            guard let kept = stored?.proxy else { throw .noProxy(connectionID: id) }
            proxy = kept
        }
        guard message.keepSecret, target.place != .none else {
            return Keeping(secret: nil, proxy: proxy)
        }
        guard message.secret.isEmpty else { throw .contradiction(connectionID: id) }
        guard let stored, stored.place != .none else { throw .noSecret(connectionID: id) }
        if let part = target.difference(from: Binding(stored)) {
            throw .rebound(connectionID: id, part)
        }
        return Keeping(secret: stored.secret, proxy: proxy)
    }

    /// Whether `message` gives nothing secret and keeps what there is, so that a row that does not open can stay unread.
    static func isKeptWhole(_ message: Credential) -> Bool {
        // Contradictions are refused where anything else is.
        guard message.secret.isEmpty, message.proxy.isEmpty || !message.keepProxy else {
            return false
        }
        return message.place == .none ? message.keepProxy : message.keepSecret
    }

    /// Whether a secret that is kept may go this way: it goes through no proxy that it was not given for.
    ///
    /// With TLS neither: whoever names a proxy may have named the certificates to trust too. The direct way is always
    /// open, as nobody but those who run the network can stand in it.
    func mayGo(through proxy: ProxyRoute?) -> Bool {
        guard let proxy else { return true }
        return self.proxy.map { $0.url.isEqual(to: proxy.url) } ?? false
    }

    /// Where a secret is bound to.
    struct Binding: Equatable {
        let origin: Origin
        let place: CredentialPlace
        let headerName: String
        let region: String
        let service: String

        init(
            origin: Origin, place: CredentialPlace, headerName: String, region: String,
            service: String
        ) {
            self.origin = origin
            self.place = place
            self.headerName = headerName
            self.region = region
            self.service = service
        }

        init(_ credential: StoredCredential) {
            self.init(
                origin: credential.origin, place: credential.place,
                headerName: credential.headerName, region: credential.region,
                service: credential.service)
        }

        /// The first part that differs, for people; nil for the same.
        func difference(from other: Binding) -> String? {
            if origin != other.origin { return "origin" }
            if place != other.place { return "kind of credential" }
            if headerName != other.headerName { return "header" }
            if region != other.region { return "region" }
            return service != other.service ? "service" : nil
        }
    }
}

extension SecretBytes {
    /// Whether both hold the same bytes; takes the same time whatever they are.
    func isEqual(to other: SecretBytes) -> Bool {
        guard count == other.count else { return false }
        let difference = withBytes { mine in
            other.withBytes { theirs in zip(mine, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } }
        }
        return difference == 0
    }
}
