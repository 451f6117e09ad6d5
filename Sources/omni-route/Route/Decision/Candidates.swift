/// Who could serve an ask, before anything is known about who may now.
struct Candidates {
    /// In the order in which they are tried; never empty.
    var targets: [Target]
    /// The model's name at the provider.
    var model: String
}
