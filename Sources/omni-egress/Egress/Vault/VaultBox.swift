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
            credential.region, credential.service, isProxied: credential.proxy != nil)
        return credential.secret.withBytes { secret in
            AESGCM.seal(secret.bytes, key: key, associated: associated)
        }
    }

    /// Opens the secret of a credential.
    func open(
        _ box: [UInt8], connectionID: String, origin: Origin, place: CredentialPlace,
        headerName: String, region: String, service: String, isProxied: Bool
    ) throws(AESGCM.Failure) -> SecretBytes {
        let associated = associated(
            connectionID, origin, place, headerName, region, service, isProxied: isProxied)
        return try AESGCM.open(box, key: key, associated: associated)
    }

    /// Seals the proxy of a credential, whose URL may hold a login; empty without one.
    func sealProxy(_ credential: StoredCredential) -> [UInt8] {
        guard let proxy = credential.proxy else { return [] }
        let associated = associated(["proxy", credential.connectionID])
        return proxy.url.withBytes { AESGCM.seal($0.bytes, key: key, associated: associated) }
    }

    /// Opens the URL of a credential's proxy.
    func open(proxy box: [UInt8], connectionID: String) throws(AESGCM.Failure) -> SecretBytes {
        try AESGCM.open(box, key: key, associated: associated(["proxy", connectionID]))
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
        _ region: String, _ service: String, isProxied: Bool
    ) -> [UInt8] {
        var parts = ["credential", connectionID, origin.text, "\(place.rawValue)", headerName]
        // Rows from before there were signatures, and proxies, have no more than that.
        if place == .sigv4 { parts += [region, service] }
        // Whoever takes the proxy out of a row must not make the credential go the direct way.
        if isProxied { parts.append("proxy") }
        return associated(parts)
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
