/// What a request is checked with beside its body.
struct RequestContext: Sendable {
    /// The model, if it is known.
    let model: String?

    /// Whether the limits of the provider and its models count.
    let isOrigin: Bool
}
