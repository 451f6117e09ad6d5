public import IPC

/// A secret that a document has a marker for, as egress keeps it.
public struct KeptSecret: Sendable {
    /// How it is put on a request, which tells what its bytes are.
    public let place: CredentialPlace
    /// Of several headers, a line for each; of signatures, JSON with the keys.
    public let bytes: [UInt8]
    /// The URL of the proxy; nil for a direct way.
    public let proxy: String?

    /// Puts one together.
    public init(place: CredentialPlace, bytes: [UInt8], proxy: String? = nil) {
        self.place = place
        self.bytes = bytes
        self.proxy = proxy
    }
}
