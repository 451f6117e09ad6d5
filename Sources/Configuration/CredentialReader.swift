internal import IPC
internal import JSON
internal import Yams

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
        /// The way to the provider; empty for a direct one.
        var proxy = ""

        /// The credential of a connection.
        func credential(_ id: String, origin: String, region: String) -> Credential {
            let signs = place == .sigv4
            return Credential(
                connectionID: id, origin: origin, place: place, headerName: header,
                secret: secret, region: signs ? region : "", service: signs ? "bedrock" : "",
                proxy: proxy)
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
        let signs = Self.signing.flatMap(SecretReader.fields).contains { fields.has($0) }
        var found: [(field: String, way: Found)] = []
        if let key = readText("api_key", fields) {
            let placement = choice.map { $0.entry.placement(for: $0.dialect) } ?? (.bearer, "")
            found.append(
                (
                    "api_key",
                    Found(place: placement.place, header: placement.header, secret: Array(key.utf8))
                ))
        }
        if let token = readText("access_token", fields) {
            found.append(
                (
                    "access_token",
                    Found(place: .bearer, secret: Array(token.utf8), isToken: true)
                ))
        }
        if signs, let keys = readSigningKeys(fields) {
            found.append(("access_key_id", Found(place: .sigv4, secret: keys)))
        }
        if let account = ServiceAccountReader(problems: problems, secrets: secrets).read(fields) {
            found.append(
                (
                    "service_account",
                    Found(
                        place: .serviceAccount, secret: account.document, project: account.project)
                ))
        }
        if found.count > 1 {
            let list = found.map { "`\($0.field)`" }.joined(separator: " and ")
            problems.add(fields.mark, "\(list) are given; only one may be")
        }
        var way = found.first?.way ?? Found()
        way.proxy = ProxyReader(problems: problems, secrets: secrets).read(fields)
        return way
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
    private func readSigningKeys(_ fields: Fields) -> [UInt8]? {
        for name in Self.signing.prefix(2)
        where !SecretReader.fields(name).contains(where: fields.has) {
            problems.add(
                fields.mark, "`access_key_id` and `secret_access_key` must be given together")
            return nil
        }
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
        return writer.take()
    }
}
