/// What bounds a configuration file; beyond each the file is refused with an error that names the bound.
enum Limits {
    /// Bytes of the file: room for thousands of connections, far below what would be slow to read.
    static let fileBytes = 16 << 20
    /// Bytes of a file that holds one secret.
    static let secretFileBytes = 64 << 10
    /// Bytes of the certificates; the whole list of a distribution is a quarter of a megabyte.
    static let certificateBytes = 4 << 20
    /// Connections; each costs route memory for as long as it runs.
    static let connections = 10_000
    /// Client keys.
    static let keys = 10_000
    /// Models of one connection.
    static let models = 5_000
    /// Bytes of a model name, a connection name or a prefix: (model, name).
    static let modelBytes = 200
    /// Characters of a name or a prefix; it is part of every model id.
    static let nameCharacters = 64
    /// Characters of a client key: short ones are guessed, long ones do not fit a header comfortably.
    static let clientKeyCharacters = 8...512
    /// Characters of a provider's key; tokens of cloud providers have some thousand.
    static let apiKeyCharacters = 16_384
    /// Bytes of the key file of a service account; Google's have some 2,300, and egress takes no more.
    static let serviceAccountBytes = 16_384
    /// Bytes of a system prompt; it goes along with every decision of route.
    static let systemPromptBytes = 32_768
    /// Characters of a base URL.
    static let urlCharacters = 2_000
    /// Errors reported of one file; more are counted only.
    static let errors = 100
}
