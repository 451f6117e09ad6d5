/// The members of an object.
struct RecordShape: Sendable {
    let required: [String: Shape]
    let optional: [String: Shape]

    /// Whether `null` stands for an optional member that is absent.
    let nulls: Bool

    /// Whether names that are not listed are fine.
    let isOpen: Bool
}
