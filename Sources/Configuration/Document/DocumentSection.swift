/// The parts of a document that hold named entries; the settings are a part of their own.
public enum DocumentSection: String, CaseIterable, Sendable {
    /// Accounts at providers.
    case connections
    /// Providers beside those of the catalogue.
    case providers
    /// Names that stand for several models.
    case combos
    /// Names that stand for another one.
    case aliases
    /// Client keys.
    case keys
    /// What may be spent.
    case budgets
    /// What models cost, by their name or a pattern of names.
    case prices

    /// The field that names an entry; nil where the section is a mapping from names.
    public var nameField: String? {
        switch self {
        case .connections, .combos, .keys, .budgets: "name"
        case .providers: "id"
        case .aliases, .prices: nil
        }
    }

    /// What an entry is, as an error says it.
    var noun: String {
        switch self {
        case .connections: "a connection"
        case .providers: "a provider"
        case .combos: "a combo"
        case .aliases: "an alias"
        case .keys: "a key"
        case .budgets: "a budget"
        case .prices: "a price"
        }
    }

    /// How many entries it may have.
    var limit: Int {
        switch self {
        case .connections: Limits.connections
        case .providers: Limits.providers
        case .combos: Limits.combos
        case .aliases: Limits.aliases
        case .keys: Limits.keys
        case .budgets: Limits.budgets
        case .prices: Limits.prices
        }
    }

    /// Its place among all.
    var index: Int {
        switch self {
        case .connections: 0
        case .providers: 1
        case .combos: 2
        case .aliases: 3
        case .keys: 4
        case .budgets: 5
        case .prices: 6
        }
    }
}
