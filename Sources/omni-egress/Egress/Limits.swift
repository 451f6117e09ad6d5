/// What bounds this daemon.
enum Limits {
    /// Transfers at once; more are reset as overloaded.
    ///
    /// Each costs a socket and some 20 KiB.
    static let transfers = 4096
    /// Transfers kept for reuse, with their curl handle and buffers.
    static let pooledTransfers = 256
    /// Bytes of a response head, informational ones included; a longer one breaks the transfer.
    ///
    /// Providers send 1–4 KiB.
    static let responseHeadBytes = 64 << 10
    /// Bytes of the request headers we write; a longer set is refused.
    static let requestHeadBytes = 64 << 10
    /// Bytes of a URL; a longer one is refused.
    static let urlBytes = 16 << 10
    /// A request body that ends within so many bytes is sent whole; a longer one is streamed.
    ///
    /// Below the credit of a stream, so a peer can always get here. A whole body can be sent again by curl when a
    /// reused connection turns out to be dead; a streamed one cannot.
    static let collectedBodyBytes = 192 << 10
    /// Memory that curl keeps for each handle that uploads, half of its default.
    static let uploadBufferBytes = 32 << 10
    /// Connections kept by curl, those in use included; beyond it the oldest idle one is closed.
    static let connections = 1024
    /// Seconds after which an idle connection is not used again; load balancers often close at 60.
    static let connectionIdleSeconds = 55
    /// Seconds after which a connection takes no further request, so that changed DNS is noticed.
    static let connectionLifetimeSeconds = 1800
    /// Time without any transfer after which connections are closed and memory is given back.
    static let restAfter = Duration.seconds(60)
    /// Bytes of a `VaultApply`; a longer one is refused.
    static let vaultApplyBytes = 16 << 20
    /// Bytes of one secret; a longer one is refused.
    static let secretBytes = 16 << 10
    /// Bytes of a JSON document with a secret in it: keys of the vault, answers of token endpoints.
    static let secretDocumentBytes = 64 << 10
    /// Time for getting an access token, all of it; a request that waits for one is reset then.
    static let tokenPatience = Duration.seconds(15)
    /// Seconds before its end at which an access token is not used any more.
    static let tokenMargin: Int64 = 300
    /// Fetches at once; more are reset as overloaded.
    static let fetches = 64
    /// Probes at once; more are reset as overloaded.
    static let probes = 32
    /// Bytes of one fetch, also where the caller allows more.
    static let fetchBytes: UInt64 = 64 << 20
    /// Milliseconds that a fetch may take in all where the caller does not say.
    static let fetchMilliseconds: UInt32 = 15_000
    /// Redirects that a fetch follows; one more breaks it.
    static let fetchRedirects = 3
    /// Media types that a fetch may name; more are refused.
    static let fetchTypes = 64
    /// Bytes that a secret has at least to be looked for in answers.
    ///
    /// A shorter one, such as "ollama" for a server that checks none, is an ordinary word that answers may use.
    static let maskedSecretBytes = 8
    /// Bytes of an error text of curl that go into a reset.
    static let errorTextBytes = 200

    /// Times for a transfer that names none, in milliseconds.
    enum DefaultMilliseconds {
        /// Name, connection and TLS.
        static let connect: UInt32 = 10_000
        /// From the request being sent to the head of the response.
        static let firstByte: UInt32 = 120_000
        /// Silence within a response.
        static let idle: UInt32 = 60_000
        /// The whole transfer.
        static let total: UInt32 = 600_000
    }
}
