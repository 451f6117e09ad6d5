/// Names that clients may ask for.
enum ModelResource: Resource {
    static let collection = "models"
    static let noun = "model"
    static let nameField = "id"
    static let nothing = "no model is known"
    static let example = ""
    static let columns: [Listing.Column] = [.text("MODEL", "id"), .text("OWNER", "owned_by")]
}
