internal import Crypto
internal import IPC
internal import VaultFormat

/// A credential as it is used: checked, normalised, its secret in memory that wipes itself.
struct StoredCredential {
    /// How it is put on a request.
    enum Use {
        /// Not at all.
        case none
        /// `authorization: Bearer SECRET`
        case bearer
        /// A header of its own, named in lower case.
        case header(String)
        /// Several of them.
        case headers([SecretHeader])
        /// AWS Signature Version 4.
        case signature(RequestSigner)
        /// Exchanged for access tokens.
        case account(ServiceAccount)
    }

    let connectionID: String
    /// The only place it goes to.
    let origin: Origin
    let place: CredentialPlace
    /// Lower case; empty unless `place` is `header`, or `headers`: then all names with commas in between.
    let headerName: String
    /// Empty unless `place` is `sigv4`.
    let region: String
    /// Empty unless `place` is `sigv4`.
    let service: String
    let secret: SecretBytes
    let use: Use
    /// The way to the origin; nil for a direct one.
    let proxy: ProxyRoute?

    /// Bytes of an id that are taken.
    private static let idBytes = 256

    /// Checks a credential of the configuration.
    ///
    /// - Parameters:
    ///   - message: As admin sent it.
    ///   - stored: What is kept for the same connection, where `message` keeps some of it.
    /// - Throws: Why it is not taken; nothing secret is in it.
    init(_ message: Credential, keeping stored: StoredCredential? = nil) throws(VaultError) {
        let id = message.connectionID
        guard !id.isEmpty, id.utf8.count <= Self.idBytes else { throw .connectionID }
        let origin: Origin
        do throws(Origin.Failure) {
            origin = try Origin(alone: message.origin)
        } catch {
            throw .origin(connectionID: id, error)
        }
        let place = message.place
        let binding = Binding(
            origin: origin, place: place,
            headerName: place == .header || place == .headers
                ? message.headerName.lowercased() : "",
            region: place == .sigv4 ? message.region : "",
            service: place == .sigv4 ? message.service : "")
        let kept = try Self.keeping(message, for: binding, of: stored)
        let isGiven = (1...Limits.secretBytes).contains(message.secret.count)
        guard place == .none || kept.secret != nil || isGiven else {
            throw .secret(connectionID: id)
        }
        var proxy = kept.proxy
        if !message.proxy.isEmpty {
            var url = Array(message.proxy.utf8)
            proxy = ProxyRoute(SecretBytes(wiping: &url))
            guard proxy != nil else { throw .proxy(connectionID: id) }
        }
        if kept.secret != nil, stored?.mayGo(through: proxy) == false {
            throw .rebound(connectionID: id, "proxy")
        }
        try self.init(
            connectionID: id, origin: origin, place: place, headerName: binding.headerName,
            region: binding.region, service: binding.service,
            secret: kept.secret ?? SecretBytes(copying: message.secret.span.bytes), proxy: proxy)
    }

    /// Puts together what the vault stored, or the configuration sent.
    init(
        connectionID: String, origin: Origin, place: CredentialPlace, headerName: String = "",
        region: String = "", service: String = "", secret: SecretBytes, proxy: ProxyRoute? = nil
    ) throws(VaultError) {
        use = try Self.use(place, headerName, region, service, secret, connectionID)
        self.connectionID = connectionID
        self.origin = origin
        self.place = place
        self.headerName = headerName
        self.region = region
        self.service = service
        self.secret = secret
        self.proxy = proxy
    }

    /// What the vault kept; nil when it makes no sense.
    init?(_ binding: SealedCredential.Binding, _ opened: SealedCredential.Opened) {
        let proxy = opened.proxy.flatMap(ProxyRoute.init)
        guard (proxy != nil) == binding.isProxied, let origin = try? Origin(alone: binding.origin)
        else { return nil }
        do throws(VaultError) {
            try self.init(
                connectionID: binding.connectionID, origin: origin, place: binding.place,
                headerName: binding.headerName, region: binding.region, service: binding.service,
                secret: opened.secret, proxy: proxy)
        } catch {
            // What was sealed was checked before; a later version may have taken more than this one.
            return nil
        }
    }

    /// What it is sealed together with.
    var sealedBinding: SealedCredential.Binding {
        SealedCredential.Binding(
            connectionID: connectionID, origin: origin.text, place: place, headerName: headerName,
            region: region, service: service, isProxied: proxy != nil)
    }

    /// Sends nothing.
    init(without origin: Origin) {
        connectionID = ""
        self.origin = origin
        place = .none
        headerName = ""
        region = ""
        service = ""
        secret = SecretBytes(random: 0)
        use = .none
        proxy = nil
    }

    /// How it is put on a request that may say so itself: a key can go elsewhere on the way to its own origin.
    ///
    /// - Parameters:
    ///   - other: `none` for where it usually is.
    ///   - header: For a header of its own.
    /// - Returns: How it is put on the request.
    /// - Throws: `.refused` when it cannot go there.
    func use(at other: CredentialPlace, header: String) throws(TransferFailure) -> Use {
        // The usual case.
        guard other != .none else { return use }
        switch (use, other) {
        case (_, .none), (.none, _): return use
        case (.bearer, .bearer), (.header, .bearer): return .bearer
        case (.bearer, .header), (.header, .header):
            let name = header.lowercased()
            guard Self.mayCarry(name) else {
                throw TransferFailure(.refused, "a credential cannot be in that header")
            }
            return .header(name)
        case (.signature, _), (.account, _), (.headers, _), (_, .sigv4), (_, .serviceAccount),
            (_, .headers):
            throw TransferFailure(.refused, "this credential has one place only")
        }
    }

    private static func use(
        _ place: CredentialPlace, _ headerName: String, _ region: String, _ service: String,
        _ secret: SecretBytes, _ id: String
    ) throws(VaultError) -> Use {
        switch place {
        case .none: return .none
        case .bearer, .header:
            guard secret.withBytes({ HeaderRules.isFieldValue($0.bindMemory(to: UInt8.self)) })
            else { throw .secret(connectionID: id) }
            guard place == .header else { return .bearer }
            guard mayCarry(headerName) else { throw .headerName(connectionID: id) }
            return .header(headerName)
        case .headers:
            guard let headers = SecretHeader.lines(secret, mayCarry: mayCarry),
                headers.map(\.name).joined(separator: ",") == headerName
            else { throw .secret(connectionID: id) }
            return .headers(headers)
        case .sigv4:
            guard let keys = SigningKeys(secret),
                let scope = SignatureScope(region: region, service: service)
            else { throw .signingKeys(connectionID: id) }
            return .signature(RequestSigner(keys: keys, scope: scope))
        case .serviceAccount:
            guard let account = ServiceAccount(secret) else {
                throw .serviceAccount(connectionID: id)
            }
            return .account(account)
        }
    }

    /// Whether a credential may be in the header `name`: those that frame a message may not be set to anything.
    private static func mayCarry(_ name: String) -> Bool {
        let framing: Set<String> = [
            "host", "content-length", "transfer-encoding", "connection", "expect", "te", "trailer",
            "upgrade", "content-type",
        ]
        return HeaderRules.isToken(name) && !framing.contains(name)
    }
}
