/// Accounts at providers.
enum ConnectionResource: Resource {
    static let collection = "connections"
    static let noun = "connection"
    static let nothing =
        "no provider connection is configured; omniroute connections add NAME provider=..."
    static let example = "omniroute connections add work provider=openai priority=1 --key-stdin"
    static let columns: [Listing.Column] = [
        .text("NAME", "name"),
        .text("PROVIDER", "provider"),
        .text("TIER", "tier"),
        .text("STATE", "state"),
        .number("FOR S", "for_s"),
        .number("OPEN", "open"),
        .number("CALLS", "calls"),
        .number("FAILED", "failed"),
        .number("FIRST TOKEN MS", "first_token_ms"),
        .text("LAST FAILURE", "last_failure"),
        .text("MANAGED BY", "managed_by"),
    ]
}
