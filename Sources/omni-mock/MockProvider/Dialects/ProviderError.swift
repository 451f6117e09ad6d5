package import NIOCore

/// An error as the dialect's servers word it.
package struct ProviderError: Error, Equatable, Sendable {
    /// HTTP status.
    package var status: Int
    /// The cause in words.
    package var message: String
    /// The class of error, such as `invalid_request_error`.
    package var type: String
    /// The request's field that is to blame; nil where there is none.
    package var parameter: String?
    /// What programs tell errors apart by; nil where the real service has none.
    package var code: String?

    init(
        status: Int, message: String, type: String, parameter: String? = nil, code: String? = nil
    ) {
        self.status = status
        self.message = message
        self.type = type
        self.parameter = parameter
        self.code = code
    }

    /// A request that breaks a rule: status 400.
    static func invalid(
        _ message: String, _ parameter: String? = nil, code: String? = nil
    ) -> ProviderError {
        ProviderError(
            status: 400, message: message, type: "invalid_request_error", parameter: parameter,
            code: code)
    }

    /// The body `{"error":{…}}`, all four keys present.
    package var body: ByteBuffer {
        var bytes = ByteBuffer()
        bytes.writeStaticString(#"{"error":"#)
        write(to: &bytes)
        bytes.writeStaticString("}")
        return bytes
    }

    /// Writes the object that stands behind `error`.
    func write(to bytes: inout ByteBuffer) {
        bytes.writeStaticString(#"{"message":"#)
        bytes.writeJSON(message)
        bytes.writeStaticString(#","type":"#)
        bytes.writeJSON(type)
        bytes.writeStaticString(#","param":"#)
        bytes.writeJSON(parameter)
        bytes.writeStaticString(#","code":"#)
        bytes.writeJSON(code)
        bytes.writeStaticString("}")
    }
}
