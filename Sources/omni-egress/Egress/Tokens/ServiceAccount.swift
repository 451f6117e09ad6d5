internal import Crypto

/// A Google service account: who it is, the key that proves it, and where tokens come from.
final class ServiceAccount {
    /// "name@project.iam.gserviceaccount.com".
    let email: String
    /// Names the key; empty when the file does not say.
    let keyID: String
    /// Where an assertion is exchanged for an access token.
    let tokenURL: String
    /// The origin of that.
    let tokenOrigin: Origin
    /// Signs assertions.
    let key: RSAKey

    private static let standardTokenURL = "https://oauth2.googleapis.com/token"
    private static let longestText = 1024

    /// Reads a key file; nil when it is something else, or names a token address that is neither https nor on this machine.
    init?(_ document: SecretBytes) {
        guard let fields = SecretFields(document),
            fields.text("type") ?? "service_account" == "service_account",
            let email = fields.text("client_email"), Self.isPlain(email), !email.isEmpty,
            let pem = fields.secret("private_key"), let key = RSAKey(pem: pem)
        else { return nil }
        let keyID = fields.text("private_key_id") ?? ""
        let tokenURL = fields.text("token_uri") ?? Self.standardTokenURL
        guard Self.isPlain(keyID), let origin = try? Origin(url: tokenURL),
            origin.isSecure || origin.isLoopback
        else { return nil }
        self.email = email
        self.keyID = keyID
        self.tokenURL = tokenURL
        tokenOrigin = origin
        self.key = key
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= longestText && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}
