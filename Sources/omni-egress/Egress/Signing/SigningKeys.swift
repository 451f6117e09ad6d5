internal import Crypto

/// The keys of an AWS account or a session of one.
struct SigningKeys {
    /// Names the key; it is sent along and no secret.
    let accessKeyID: String
    /// Never sent.
    let secretAccessKey: SecretBytes
    /// Sent along with keys that hold for a session only.
    let sessionToken: SecretBytes?

    /// Reads `{"access_key_id", "secret_access_key", "session_token"?}`; nil when it is something else.
    init?(_ document: SecretBytes) {
        guard let fields = SecretFields(document), let id = fields.text("access_key_id"),
            Self.isKeyID(id), let secret = fields.secret("secret_access_key")
        else { return nil }
        accessKeyID = id
        secretAccessKey = secret
        sessionToken = fields.secret("session_token")
        guard sessionToken?.withBytes({ $0.allSatisfy { $0 > 0x20 && $0 < 0x7f } }) != false
        else { return nil }
    }

    private static func isKeyID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(SignatureScope.isLetter)
    }
}
