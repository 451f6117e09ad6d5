/// Names that stand for several models.
enum ComboResource: Resource {
    static let collection = "combos"
    static let noun = "combo"
    static let creation = "create"
    static let nothing = "no combo is configured; omniroute combos create NAME 'models[]=...'"
    static let example =
        "omniroute combos create always-on strategy=priority 'models[]=work/m' 'models[]=spare/m'"
    static let columns: [Listing.Column] = [
        .text("NAME", "name"),
        .text("STRATEGY", "strategy", missing: "priority"),
        .text("ENABLED", "enabled", missing: "yes"),
        .text("MODELS", "models"),
        .text("MANAGED BY", "managed_by"),
    ]
}
