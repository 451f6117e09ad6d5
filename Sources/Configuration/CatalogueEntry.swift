public import IPC

/// One provider that a connection can name.
public struct CatalogueEntry: Equatable, Sendable {
    /// What a connection says beside the usual.
    public enum Kind: String, Equatable, Sendable {
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
    /// Other names that `provider:` may have for it.
    public internal(set) var aliases: [String] = []
    /// For people.
    public let title: String
    /// Its place in the order of tiers; `none` for one that stands for any server.
    public internal(set) var tier = Tier.none
    /// What the provider speaks, unless a connection says otherwise; `none` for one that cannot be connected.
    public internal(set) var dialect: Dialect
    /// Where it is, in the form of ``BaseURL``; nil when a connection must say.
    public internal(set) var baseURL: String?
    /// Where it speaks other dialects.
    public internal(set) var others: [Dialect: String]
    /// What a connection says beside the usual.
    public internal(set) var kind: Kind
    /// Name of the profile in translate.
    public internal(set) var profile: String
    /// What it speaks in place of a dialect; nil for one that can be connected.
    public internal(set) var foreignProtocol: String?
    /// Accounts come from the vendor's own sign-in, which is not built in: a connection must bring a token or a key.
    public internal(set) var isSignInOnly = false
    /// Headers that every request needs.
    public internal(set) var extraHeaders: [Header] = []
    /// Allowances that every account has.
    ///
    /// A limit of 0 is not known: only the provider can say how much is left.
    public internal(set) var quotas: [QuotaWindow] = []
    /// All models that it is known to have, in the order of its file.
    public internal(set) var listing: [CatalogueModel] = []
    /// What is known of those that answer in a conversation.
    public internal(set) var models: [ModelFacts] = []

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
