public import IPC

/// One provider that a connection can name.
public struct CatalogueEntry: Equatable, Sendable {
    /// What a connection says beside the usual.
    public enum Kind: Equatable, Sendable {
        /// An address and a key.
        case plain
        /// A resource of one's own, and the version of its API.
        case azure
        /// A region, and keys that sign.
        case bedrock
        /// A project and a location, and a service account.
        case vertex
    }

    /// What stands in `provider:`; also the default prefix.
    public let id: String
    /// For people.
    public let title: String
    /// What the provider speaks, unless a connection says otherwise.
    public let dialect: Dialect
    /// Where it is, in the form of ``BaseURL``; nil when a connection must say.
    public let baseURL: String?
    /// Where it speaks other dialects.
    public let others: [Dialect: String]
    /// What a connection says beside the usual.
    public let kind: Kind
    /// Name of the profile in translate.
    public let profile: String

    init(
        _ id: String, _ title: String, _ dialect: Dialect, _ baseURL: String? = nil,
        others: [Dialect: String] = [:], kind: Kind = .plain, profile: String? = nil
    ) {
        self.id = id
        self.title = title
        self.dialect = dialect
        self.baseURL = baseURL
        self.others = others
        self.kind = kind
        self.profile = profile ?? id
    }

    /// Stands for any server of its dialect, so that a connection's name is its prefix.
    public var isGeneric: Bool { id.hasSuffix("-compatible") }

    /// Where it speaks a dialect; nil when a connection must say.
    func address(for dialect: Dialect) -> String? {
        dialect == self.dialect ? baseURL : others[dialect]
    }

    /// How a key is put on a request in a dialect, and in which header when that is one of its own.
    public func placement(for dialect: Dialect) -> (place: CredentialPlace, header: String) {
        switch (kind, dialect) {
        case (.azure, _): (.header, "api-key")
        case (.vertex, _): (.header, "x-goog-api-key")
        case (.plain, .anthropic): (.header, "x-api-key")
        case (.plain, .gemini): (.header, "x-goog-api-key")
        case (.plain, _), (.bedrock, _): (.bearer, "")
        }
    }
}
