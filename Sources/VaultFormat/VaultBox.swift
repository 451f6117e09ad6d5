public import Crypto
internal import IPC

/// Seals what the vault stores, so that a row is good for its own place only.
///
/// Associated data is everything about a row but its secret, each part with its length before it: a box that was moved to
/// another connection, another origin or another header does not open.
public struct VaultBox {
    private let key: SecretBytes

    /// - Parameter key: 32 bytes.
    public init(key: SecretBytes) { self.key = key }

    /// Seals the secret of a credential.
    public func seal(_ secret: SecretBytes, for binding: SealedCredential.Binding) -> [UInt8] {
        secret.withBytes { secret in
            AESGCM.seal(secret.bytes, key: key, associated: associated(binding))
        }
    }

    /// Opens the secret of a credential.
    public func open(
        _ box: [UInt8], for binding: SealedCredential.Binding
    ) throws(AESGCM.Failure) -> SecretBytes {
        try AESGCM.open(box, key: key, associated: associated(binding))
    }

    /// Seals the URL of a credential's proxy, which may hold a login.
    public func seal(proxy url: SecretBytes, connectionID: String) -> [UInt8] {
        url.withBytes { url in
            AESGCM.seal(url.bytes, key: key, associated: associated(["proxy", connectionID]))
        }
    }

    /// Opens the URL of a credential's proxy.
    public func open(
        proxy box: [UInt8], connectionID: String
    ) throws(AESGCM.Failure) -> SecretBytes {
        try AESGCM.open(box, key: key, associated: associated(["proxy", connectionID]))
    }

    /// Seals a setting: not secret, but whoever can write the file must not be able to change it.
    public func seal(setting name: String, _ value: [UInt8]) -> [UInt8] {
        AESGCM.seal(value.span.bytes, key: key, associated: associated(["setting", name]))
    }

    /// Opens a setting.
    public func open(setting name: String, _ box: [UInt8]) throws(AESGCM.Failure) -> [UInt8] {
        try AESGCM.open(box, key: key, associated: associated(["setting", name]))
            .withBytes { Array($0) }
    }

    private func associated(_ binding: SealedCredential.Binding) -> [UInt8] {
        var parts = [
            "credential", binding.connectionID, binding.origin, "\(binding.place.rawValue)",
            binding.headerName,
        ]
        // Rows from before there were signatures, and proxies, have no more than that.
        if binding.place == .sigv4 { parts += [binding.region, binding.service] }
        // Whoever takes the proxy out of a row must not make the credential go the direct way.
        if binding.isProxied { parts.append("proxy") }
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
