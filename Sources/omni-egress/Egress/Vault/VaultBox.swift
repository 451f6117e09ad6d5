internal import Crypto
internal import IPC

/// Seals what the vault stores, so that a row is good for its own place only.
///
/// Associated data is everything about a row but its secret, each part with its length before it: a box that was moved to
/// another connection, another origin or another header does not open.
struct VaultBox {
    private let key: SecretBytes

    /// - Parameter key: 32 bytes.
    init(key: SecretBytes) { self.key = key }

    /// Seals the secret of a credential.
    func seal(_ credential: StoredCredential) -> [UInt8] {
        let associated = associated(
            credential.connectionID, credential.origin, credential.place, credential.headerName,
            credential.region, credential.service)
        return credential.secret.withBytes { secret in
            AESGCM.seal(secret.bytes, key: key, associated: associated)
        }
    }

    /// Opens the secret of a credential.
    func open(
        _ box: [UInt8], connectionID: String, origin: Origin, place: CredentialPlace,
        headerName: String, region: String, service: String
    ) throws(AESGCM.Failure) -> SecretBytes {
        let associated = associated(
            connectionID, origin, place, headerName, region, service)
        return try AESGCM.open(box, key: key, associated: associated)
    }

    /// Seals a setting: not secret, but whoever can write the file must not be able to change it.
    func seal(setting name: String, _ value: [UInt8]) -> [UInt8] {
        AESGCM.seal(value.span.bytes, key: key, associated: associated(["setting", name]))
    }

    /// Opens a setting.
    func open(setting name: String, _ box: [UInt8]) throws(AESGCM.Failure) -> [UInt8] {
        try AESGCM.open(box, key: key, associated: associated(["setting", name]))
            .withBytes { Array($0) }
    }

    private func associated(
        _ connectionID: String, _ origin: Origin, _ place: CredentialPlace, _ headerName: String,
        _ region: String, _ service: String
    ) -> [UInt8] {
        let parts = ["credential", connectionID, origin.text, "\(place.rawValue)", headerName]
        // Rows from before there were signatures have no more than that.
        return associated(place == .sigv4 ? parts + [region, service] : parts)
    }

    private func associated(_ parts: [String]) -> [UInt8] {
        var bytes = Array("omniroute vault 1".utf8)
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) {
                bytes.append(contentsOf: $0)
            }
            bytes.append(contentsOf: part.utf8)
        }
        return bytes
    }
}
