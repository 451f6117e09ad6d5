internal import Store

/// Why a set of credentials was not taken over, or the vault not opened.
///
/// Nothing names a secret.
enum VaultError: Error, Equatable, Sendable, CustomStringConvertible {
    /// An id is empty or too long.
    case connectionID
    /// Two credentials for one connection.
    case duplicate(connectionID: String)
    /// The origin is not one.
    case origin(connectionID: String, Origin.Failure)
    /// The header's name is not one, or one that a credential may not be in.
    case headerName(connectionID: String)
    /// The secret is missing, too long, or has a byte that a header may not have.
    case secret(connectionID: String)
    /// The secret is not a pair of AWS keys, or region or service is not one.
    case signingKeys(connectionID: String)
    /// The secret is not the key file of a service account.
    case serviceAccount(connectionID: String)
    /// The way to the provider is not the URL of a proxy.
    case proxy(connectionID: String)
    /// A secret or a proxy is given and kept at once.
    case contradiction(connectionID: String)
    /// The secret is to be kept, and there is none.
    case noSecret(connectionID: String)
    /// The proxy is to be kept, and there is none.
    case noProxy(connectionID: String)
    /// The secret is to be kept, but was given for another origin, header or the like: which.
    case rebound(connectionID: String, String)
    /// The certificates are not in PEM.
    case certificates
    /// The message does not decode.
    case message(String)
    /// The store failed.
    case store(StoreError)

    /// For people.
    var description: String {
        switch self {
        case .connectionID: "a credential has no usable connection id"
        case .duplicate(let id): "connection \(id) has two credentials"
        case .origin(let id, let error): "connection \(id): \(error)"
        case .headerName(let id): "connection \(id): a credential cannot be in that header"
        case .secret(let id):
            "connection \(id): the secret is missing, longer than \(Limits.secretBytes) bytes, or has a line break or NUL"
        case .signingKeys(let id):
            "connection \(id): AWS signatures need an access key, its secret, a region and a service"
        case .serviceAccount(let id):
            "connection \(id): the secret is not the key file of a Google service account"
        case .proxy(let id): "connection \(id): the proxy is not the URL of one"
        case .contradiction(let id): "connection \(id): a secret is given and kept at once"
        case .noSecret(let id): "connection \(id): there is no secret to keep; give it again"
        case .noProxy(let id): "connection \(id): there is no proxy to keep; give it again"
        case .rebound(let id, let part):
            "connection \(id): the secret was given for another \(part); give it again"
        case .certificates: "the certificates to trust are not in PEM"
        case .message(let text): "the credentials do not decode: \(text)"
        case .store(let error): "the vault cannot be written: \(error)"
        }
    }
}
