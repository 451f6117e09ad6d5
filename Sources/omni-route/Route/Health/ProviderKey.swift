internal import IPC

/// One service that can be down: a provider at one address.
struct ProviderKey: Hashable {
    /// The provider's id.
    let provider: String
    /// Its address.
    let baseURL: String

    /// The service behind a connection.
    init(_ connection: ProviderConnection) {
        provider = connection.provider
        baseURL = connection.baseURL
    }

    /// The key of its rows; neither part has a space in it.
    var text: String { provider + " " + baseURL }
}
