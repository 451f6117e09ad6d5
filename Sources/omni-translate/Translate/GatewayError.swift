/// An error that a client is told, before it is put into a dialect's words.
struct GatewayError: Error, Equatable {
    /// HTTP status.
    var status: UInt32
    /// Machine-readable, such as "model_not_found".
    var code: String
    /// For people; never holds a secret or an address of ours.
    var message: String
    /// The parameter at fault.
    var param: String?
    /// How long to wait before another try; 0 when unknown.
    var retryAfterMilliseconds: UInt32 = 0

    /// The caller's mistake.
    static func badRequest(
        _ message: String, code: String = "invalid_value", param: String? = nil
    ) -> GatewayError {
        GatewayError(status: 400, code: code, message: message, param: param)
    }

    /// `Retry-After` in whole seconds, rounded up; nil when unknown.
    var retryAfterSeconds: UInt32? {
        retryAfterMilliseconds > 0 ? (retryAfterMilliseconds + 999) / 1000 : nil
    }
}
