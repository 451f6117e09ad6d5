/// Who may use the gateway.
enum KeyResource: Resource {
    static let collection = "keys"
    static let noun = "key"
    static let creation = "create"
    static let removal = "revoke"
    static let nothing = "there is no API key; omniroute keys create NAME"
    static let example = "omniroute keys create laptop 'models=[\"work/*\"]' 'rates[]=100/1m'"
    static let columns: [Listing.Column] = [
        .text("NAME", "name"),
        .text("ENABLED", "enabled", missing: "yes"),
        .text("EXPIRES", "expires"),
        .text("MODELS", "models"),
        .text("PROVIDERS", "providers"),
        .text("RATES", "rates"),
        .text("MANAGED BY", "managed_by"),
    ]
}
