internal import Crypto
internal import IPC

/// A credential as it is used: checked, normalised, its secret in memory that wipes itself.
struct StoredCredential {
    let connectionID: String
    /// The only place it goes to.
    let origin: Origin
    let place: CredentialPlace
    /// Lower case; empty unless `place` is `header`.
    let headerName: String
    let secret: SecretBytes

    /// Bytes of an id that are taken.
    private static let idBytes = 256

    /// Checks a credential of the configuration.
    init(_ message: Credential) throws(VaultError) {
        let id = message.connectionID
        guard !id.isEmpty, id.utf8.count <= Self.idBytes else { throw .connectionID }
        do throws(Origin.Failure) {
            origin = try Origin(alone: message.origin)
        } catch {
            throw .origin(connectionID: id, error)
        }
        connectionID = id
        place = message.place
        headerName = place == .header ? message.headerName.lowercased() : ""
        if place == .header, !Self.mayCarry(headerName) { throw .headerName(connectionID: id) }
        let length = message.secret.count
        guard place == .none || (1...Limits.secretBytes).contains(length),
            message.secret.withUnsafeBufferPointer(HeaderRules.isFieldValue)
        else { throw .secret(connectionID: id) }
        secret = SecretBytes(copying: message.secret.span.bytes)
    }

    /// Puts together what the vault stored.
    init(
        connectionID: String, origin: Origin, place: CredentialPlace, headerName: String,
        secret: SecretBytes
    ) {
        self.connectionID = connectionID
        self.origin = origin
        self.place = place
        self.headerName = headerName
        self.secret = secret
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
