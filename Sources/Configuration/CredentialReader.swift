internal import IPC
internal import JSON

/// Reads how a connection proves who it is: by one of several ways, or not at all.
struct CredentialReader {
    /// How, and with what.
    struct Found {
        var place = CredentialPlace.none
        var header = ""
        var secret: [UInt8] = []
        /// Of a service account.
        var project: String?
        /// It is a token that somebody signed in for.
        var isToken = false
        /// The secret is not given: the one that is kept stays.
        var keepsSecret = false
        /// The way to the provider; empty for a direct one.
        var proxy = ""
        /// The same for the proxy.
        var keepsProxy = false

        /// The credential of a connection.
        func credential(_ id: String, origin: String, region: String) -> Credential {
            let signs = place == .sigv4
            return Credential(
                connectionID: id, origin: origin, place: place, headerName: header,
                secret: secret, region: signs ? region : "", service: signs ? "bedrock" : "",
                proxy: proxy, keepSecret: keepsSecret, keepProxy: keepsProxy)
        }
    }

    let problems: Problems
    let secrets: SecretReader

    private static let signing = ["access_key_id", "secret_access_key", "session_token"]

    /// The fields of all ways.
    static let names =
        SecretReader.fields("api_key") + SecretReader.fields("access_token") + ProxyReader.names

    /// Whether a connection has a field that could prove who it is.
    static func isGiven(_ fields: Fields) -> Bool {
        let ways = ["api_key", "access_token"] + signing
        return fields.has("service_account")
            || ways.flatMap(SecretReader.fields).contains(where: fields.has)
    }

    /// What a connection has; what is wrong with it is reported.
    func read(_ fields: Fields, _ choice: ProviderChoice?) -> Found {
        var found: [(field: String, way: Found)] = []
        if let key = readSecret("api_key", fields) {
            let placement = choice.map { $0.entry.placement(for: $0.dialect) } ?? (.bearer, "")
            found.append(
                (
                    "api_key",
                    Found(
                        place: placement.place, header: placement.header, secret: key.bytes,
                        keepsSecret: key.isKept)
                ))
        }
        if let token = readSecret("access_token", fields) {
            found.append(
                (
                    "access_token",
                    Found(
                        place: .bearer, secret: token.bytes, isToken: true,
                        keepsSecret: token.isKept)
                ))
        }
        if Self.signing.flatMap(SecretReader.fields).contains(where: fields.has),
            let keys = readSigningKeys(fields)
        {
            found.append(
                (
                    "access_key_id",
                    Found(place: .sigv4, secret: keys.bytes, keepsSecret: keys.isKept)
                ))
        }
        if let account = ServiceAccountReader(problems: problems, secrets: secrets).read(fields) {
            found.append(
                (
                    "service_account",
                    Found(
                        place: .serviceAccount, secret: account.document,
                        project: account.project, keepsSecret: account.isKept)
                ))
        }
        if found.count > 1 {
            let list = found.map { "`\($0.field)`" }.joined(separator: " and ")
            problems.add(fields.mark, "\(list) are given; only one may be")
        }
        var way = found.first?.way ?? Found()
        way.keepsProxy = secrets.keeps("proxy", in: fields)
        way.proxy = ProxyReader(problems: problems, secrets: secrets).read(fields)
        return way
    }

    /// A secret, or none where it is kept.
    private struct Secret {
        var bytes: [UInt8] = []
        var isKept = false
    }

    private func readSecret(_ name: String, _ fields: Fields) -> Secret? {
        if let text = readText(name, fields) { return Secret(bytes: Array(text.utf8)) }
        return secrets.keeps(name, in: fields) ? Secret(isKept: true) : nil
    }

    private func readText(_ name: String, _ fields: Fields) -> String? {
        guard let secret = secrets.read(name, in: fields) else { return nil }
        guard secret.utf8.count <= Limits.apiKeyCharacters else {
            let what = name == "api_key" ? "API key" : "access token"
            problems.add(
                fields.mark, "the \(what) has more than \(Limits.apiKeyCharacters) characters")
            return nil
        }
        return secret
    }

    /// The keys of an AWS account as egress wants them.
    private func readSigningKeys(_ fields: Fields) -> Secret? {
        for name in Self.signing.prefix(2)
        where !SecretReader.fields(name).contains(where: fields.has) {
            problems.add(
                fields.mark, "`access_key_id` and `secret_access_key` must be given together")
            return nil
        }
        let given = Self.signing.filter { SecretReader.fields($0).contains(where: fields.has) }
        let kept = given.filter { secrets.keeps($0, in: fields) }
        guard kept.isEmpty || kept == given else {
            problems.add(
                fields.mark, "\(Fields.list(Self.signing)) must be given together, or kept together"
            )
            return nil
        }
        if !kept.isEmpty { return Secret(isKept: true) }
        guard let id = readText("access_key_id", fields),
            let secret = readText("secret_access_key", fields)
        else { return nil }
        let token = readText("session_token", fields)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("access_key_id", id)
        writer.member("secret_access_key", secret)
        if let token { writer.member("session_token", token) }
        writer.endObject()
        return Secret(bytes: writer.take())
    }
}
