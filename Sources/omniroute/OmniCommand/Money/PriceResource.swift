/// What models cost, beside what the catalogue says.
enum PriceResource: Resource {
    static let collection = "prices"
    static let noun = "price"
    static let nameField = "model"
    static let nothing = "no price is set; those of the catalogue hold"
    static let example = "omniroute prices set work/m input=2.5 output=10 cached_input=0.25"
    static let columns: [Listing.Column] = [
        .text("MODEL", "model"), .number("INPUT", "input"), .number("OUTPUT", "output"),
        .number("CACHED INPUT", "cached_input"), .number("CACHE WRITE", "cache_write"),
        .text("BILLED", "billed", missing: "yes"), .text("MANAGED BY", "managed_by"),
    ]
}
