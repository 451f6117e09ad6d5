/// An error that a client is told, before it is put into a dialect's words.
package struct GatewayError: Error, Equatable {
    /// HTTP status.
    package var status: UInt32
    /// Machine-readable, such as "model_not_found".
    package var code: String
    /// For people; never holds a secret or an address of ours.
    package var message: String
    /// The parameter at fault, as the client named it.
    package var param: String?
    /// How long to wait before another try; 0 when unknown.
    package var retryAfterMilliseconds: UInt32 = 0

    package init(
        status: UInt32, code: String, message: String, param: String? = nil,
        retryAfterMilliseconds: UInt32 = 0
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.param = param
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// The caller's mistake.
    package static func badRequest(
        _ message: String, code: String = "invalid_value", param: String? = nil
    ) -> GatewayError {
        GatewayError(status: 400, code: code, message: message, param: param)
    }

    /// `Retry-After` in whole seconds, rounded up; nil when unknown.
    package var retryAfterSeconds: UInt32? {
        retryAfterMilliseconds > 0 ? (retryAfterMilliseconds + 999) / 1000 : nil
    }
}
