public import Crypto
public import IPC

/// A secret that a document has a marker for, as egress keeps it.
public struct KeptSecret {
    /// The only place it goes to.
    public let origin: String
    /// How it is put on a request, which tells what its bytes are.
    public let place: CredentialPlace
    /// Of several headers, a line for each; of signatures, JSON with the keys.
    public let secret: SecretBytes
    /// The URL of the proxy; nil for a direct way.
    public let proxy: SecretBytes?

    /// Puts one together.
    public init(
        origin: String, place: CredentialPlace, secret: SecretBytes, proxy: SecretBytes? = nil
    ) {
        self.origin = origin
        self.place = place
        self.secret = secret
        self.proxy = proxy
    }
}
