/// Why route refuses an ask: the `code` of the error that the client gets.
enum RefusalCode: String, CaseIterable {
    /// The request names no model.
    case modelRequired = "model_required"
    /// No connection serves the model.
    case modelNotFound = "model_not_found"
    /// A name without a prefix that several prefixes offer.
    case ambiguousModel = "ambiguous_model"
    /// All that could serve the model have failed for this request.
    case noTarget = "no_target_available"

    /// The HTTP status that goes with it.
    var status: UInt32 {
        switch self {
        case .modelRequired, .ambiguousModel: 400
        case .modelNotFound: 404
        case .noTarget: 503
        }
    }
}
