/// Providers: those of the catalogue, and one's own.
enum ProviderResource: Resource {
    static let collection = "providers"
    static let noun = "provider"
    static let nameField = "id"
    static let nothing = "no provider is known"
    static let example =
        "omniroute providers add lab title=Lab dialect=openai-chat base_url=https://llm.example.com/v1"
    static let columns: [Listing.Column] = [
        .text("ID", "id"), .text("TITLE", "title"), .text("DIALECT", "dialect"),
        .text("TIER", "tier"), .text("MANAGED BY", "managed_by"),
    ]
}
