internal import Crypto
internal import IPC

/// A request that may go out: checked, and with the credential it is sent with.
struct OutgoingRequest {
    let message: EgressRequest
    let credential: StoredCredential
    /// How the credential is put on it.
    let use: StoredCredential.Use
    /// What the answer must be like, when a client named the URL.
    let rules: FetchRules?
    /// What it is for.
    private(set) var purpose: CallPurpose
    /// The access token that a service account was exchanged for, once it is there.
    var token: SecretBytes?
    private var droppedNames: [String] = []

    /// Checks a request against the credential of its connection.
    ///
    /// - Throws: `.credential` when the URL is not of the credential's origin, `.refused` when the request itself is not
    ///   one that we send.
    init(_ message: EgressRequest, credential: StoredCredential) throws(TransferFailure) {
        let origin = try Self.origin(of: message.url)
        guard origin == credential.origin else {
            throw TransferFailure(
                .credential, "the credential is bound to another origin than \(origin.authority)")
        }
        guard message.method.utf8.count <= 16, HeaderRules.isToken(message.method) else {
            throw TransferFailure(.refused, "the method is not one")
        }
        use = try credential.use(at: message.place, header: message.headerName)
        if case .signature = use, message.bodySha256.count != Crypto.sha256Bytes {
            throw TransferFailure(.refused, "a request that is signed needs its body's hash")
        }
        self.message = message
        self.credential = credential
        purpose = message.purpose
        rules = nil
        droppedNames = Self.names(of: use)
        for header in message.headers where header.name == "connection" {
            droppedNames += HeaderRules.connectionOptions(header.value)
        }
    }

    /// A request with a credential that comes with it and goes with it.
    ///
    /// - Throws: As `init(_:credential:)`; `.credential` too when the credential is none.
    init(probing message: ProbeRequest) throws(TransferFailure) {
        guard let request = message.request, var given = message.credential else {
            throw TransferFailure(.protocol, "a probe has a request and a credential")
        }
        guard !given.keepSecret, !given.keepProxy else {
            throw TransferFailure(.credential, "a probe brings its secret and its proxy")
        }
        if given.connectionID.isEmpty { given.connectionID = "probe" }
        let credential: StoredCredential
        do throws(VaultError) {
            credential = try StoredCredential(given)
        } catch {
            throw TransferFailure(.credential, "\(error)")
        }
        try self.init(request, credential: credential)
        purpose = .purposeProbe
    }

    /// A request for what a client named by URL, without any credential.
    ///
    /// - Throws: `.refused` when it is not one that we send.
    init(fetching message: FetchRequest) throws(TransferFailure) {
        let origin = try Self.origin(of: message.url)
        let rules = FetchRules(message)
        guard rules.types.count <= Limits.fetchTypes, rules.types.allSatisfy(Self.isMediaType)
        else { throw TransferFailure(.refused, "a media type is not one") }
        var deadlines = message.deadlines ?? Deadlines()
        if deadlines.totalMs == 0 { deadlines.totalMs = Limits.fetchMilliseconds }
        let accept = rules.types.isEmpty ? "*/*" : rules.types.joined(separator: ", ")
        self.message = EgressRequest(
            requestID: message.requestID, method: "GET", url: message.url,
            headers: [Header(name: "accept", value: accept)], deadlines: deadlines)
        purpose = .purposeFetch
        self.rules = rules
        credential = StoredCredential(without: origin)
        use = .none
    }

    /// Whether this daemon records it; others are recorded as attempts by who has them made.
    var isRecorded: Bool { purpose != .purposeAnswer && purpose != .purposeEmbedding }

    /// The account that must be exchanged for a token before the request can go out.
    var accountWithoutToken: ServiceAccount? {
        guard token == nil, case .account(let account) = use else { return nil }
        return account
    }

    /// What hides the secret that the request carries from whoever gets the answer.
    ///
    /// Of signing keys that is the session token: the secret key itself is not sent, nor is that of a service account.
    var mask: SecretMask {
        let sent: SecretBytes? =
            switch use {
            case .none: nil
            case .bearer, .header: credential.secret
            // One can be hidden: the longest, which is the one that is a secret.
            case .headers(let headers):
                headers.map(\.value).max { $0.count < $1.count }
            case .signature(let signer): signer.keys.sessionToken ?? signer.keys.secretAccessKey
            case .account: token
            }
        let isLong = (sent?.count ?? 0) >= Limits.maskedSecretBytes
        return SecretMask(isLong ? sent : nil)
    }

    /// Writes the header lines, the credential's included, into `block`.
    ///
    /// - Parameters:
    ///   - block: Cleared first.
    ///   - hasBody: A body goes out too.
    ///   - now: Seconds since 1970, for signatures.
    /// - Throws: `.refused` when a header could begin another one, or all together are too long.
    func write(to block: HeaderBlock, hasBody: Bool, now: Int64) throws(TransferFailure) {
        block.clear()
        let namesContent = try writeOwnHeaders(to: block)
        try writeCredential(to: block, now: now)
        if hasBody {
            block.suppress("expect")
            // curl would call it a form.
            if !namesContent { block.suppress("content-type") }
        }
    }

    /// Whether they name the type of the body.
    private func writeOwnHeaders(to block: HeaderBlock) throws(TransferFailure) -> Bool {
        var namesContent = false
        for header in message.headers {
            let verdict = HeaderRules.request(
                name: header.name, value: header.value, alsoDropped: droppedNames)
            switch verdict {
            case .drop: continue
            case .refuse:
                throw TransferFailure(.refused, "a header has a byte that it may not have")
            case .pass: block.append(name: header.name, value: header.value)
            }
            if header.name == "content-type" { namesContent = true }
            guard block.count <= Limits.requestHeadBytes else {
                throw TransferFailure(
                    .refused, "the headers have more than \(Limits.requestHeadBytes) bytes")
            }
        }
        return namesContent
    }

    private func writeCredential(to block: HeaderBlock, now: Int64) throws(TransferFailure) {
        switch use {
        case .none: break
        case .bearer:
            block.append(name: "authorization", prefix: "Bearer ", secret: credential.secret)
        case .header(let name): block.append(name: name, prefix: "", secret: credential.secret)
        case .headers(let headers):
            for header in headers {
                block.append(name: header.name, prefix: "", secret: header.value)
            }
        case .signature(let signer): sign(with: signer, block, now)
        case .account:
            guard let token else {
                throw TransferFailure(.internal, "the access token is missing")
            }
            block.append(name: "authorization", prefix: "Bearer ", secret: token)
        }
    }

    private func sign(with signer: RequestSigner, _ block: HeaderBlock, _ now: Int64) {
        let request = CanonicalRequest(
            method: message.method, target: Origin.target(of: message.url),
            host: credential.origin.hostHeader, time: AmazonTime(unixSeconds: now),
            sessionToken: signer.keys.sessionToken, bodyHash: message.bodySha256)
        // Written here, so that what is signed is what is sent.
        block.append(name: "host", value: request.host)
        block.append(name: "x-amz-date", value: request.time.text)
        if let token = request.sessionToken {
            block.append(name: "x-amz-security-token", prefix: "", secret: token)
        }
        block.append(name: "authorization", value: signer.authorization(for: request))
    }

    private static func origin(of url: String) throws(TransferFailure) -> Origin {
        do throws(Origin.Failure) {
            return try Origin(url: url)
        } catch {
            throw TransferFailure(.refused, "\(error)")
        }
    }

    /// Headers that only the credential may set, beside those that no caller may.
    private static func names(of use: StoredCredential.Use) -> [String] {
        switch use {
        case .none, .bearer, .account: []
        case .header(let name): [name]
        case .headers(let headers): headers.map(\.name)
        case .signature: ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]
        }
    }

    private static func isMediaType(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { HeaderRules.isToken(String($0)) }
    }
}

extension TransferFailure: Error {}
