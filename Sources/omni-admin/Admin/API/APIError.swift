internal import JSON

/// Why a request to the management API is refused or failed.
///
/// Goes out as `{"error":{"code","message","details":[{"path","message"}]}}`. Nothing secret is in it.
struct APIError: Error, Equatable {
    /// The status of the answer.
    enum Status: Int {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case conflict = 409
        case preconditionFailed = 412
        case tooLarge = 413
        case unsupportedType = 415
        case unprocessable = 422
        case locked = 423
        case tooMany = 429
        case internalError = 500
        case badGateway = 502
        case unavailable = 503
        case timeout = 504
    }

    /// One thing that is wrong.
    struct Detail: Equatable {
        /// Where: "connections/work/base_url"; empty for the whole.
        let path: String
        let message: String
    }

    let status: Status
    /// For programs: "not_found", "invalid_configuration"; stable.
    let code: String
    /// For people: a whole sentence.
    let message: String
    var details: [Detail] = []
    /// Seconds for `Retry-After`; nil for none.
    var retryAfter: Int?

    init(
        _ status: Status, _ code: String, _ message: String, details: [Detail] = [],
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.retryAfter = retryAfter
    }
}
