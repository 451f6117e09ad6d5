internal import Crypto
internal import JSON

/// What a service account shows to get an access token: a signed JSON Web Token (RFC 7523 section 2.1).
enum TokenAssertion {
    /// Seconds that it holds; an hour is the most that Google takes.
    static let lifetime: Int64 = 3600
    private static let scope = "https://www.googleapis.com/auth/cloud-platform"
    private static let form =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="

    /// The body of the request for a token, as a form.
    ///
    /// - Parameters:
    ///   - account: Who asks.
    ///   - now: Seconds since 1970.
    /// - Returns: The body; whoever holds it can get tokens for an hour, so it is to be wiped.
    static func form(_ account: ServiceAccount, now: Int64) -> [UInt8] {
        let assertion = make(account, now: now)
        var body: [UInt8] = []
        body.reserveCapacity(form.utf8.count + assertion.count)
        body += form.utf8
        body += assertion
        return body
    }

    /// The token: header, claims and signature, each in base64url.
    static func make(_ account: ServiceAccount, now: Int64) -> [UInt8] {
        var token = Crypto.base64URL(header(account).span.bytes)
        token.append(UInt8(ascii: "."))
        token += Crypto.base64URL(claims(account, now: now).span.bytes)
        let signature = account.key.sign(token.span.bytes)
        token.append(UInt8(ascii: "."))
        token += Crypto.base64URL(signature.span.bytes)
        return token
    }

    private static func header(_ account: ServiceAccount) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("alg", "RS256")
        writer.member("typ", "JWT")
        if !account.keyID.isEmpty { writer.member("kid", account.keyID) }
        writer.endObject()
        return writer.take()
    }

    private static func claims(_ account: ServiceAccount, now: Int64) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("iss", account.email)
        writer.member("scope", scope)
        writer.member("aud", account.tokenURL)
        writer.member("iat", now)
        writer.member("exp", now + lifetime)
        writer.endObject()
        return writer.take()
    }
}
