/// Windows in which an account may be used so much.
enum QuotaResource: Resource {
    static let collection = "quotas"
    static let noun = "quota"
    static let nameField = "connection"
    static let nothing = "no connection has a quota"
    static let example = ""
    static let columns: [Listing.Column] = [
        .text("CONNECTION", "connection"),
        .text("WINDOW", "window"),
        .text("UNIT", "unit"),
        .number("USED", "used"),
        .number("LIMIT", "limit"),
        .number("LEFT %", "left_percent"),
        .number("RESETS IN S", "resets_in_s"),
    ]
}
