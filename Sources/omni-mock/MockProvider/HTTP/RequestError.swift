/// Why bytes were not a request that the mock takes; the connection ends with its answer.
package struct RequestError: Error, Equatable, Sendable {
    /// Status of the answer.
    package let status: Int

    /// The cause in words.
    package let message: String

    static func malformed(_ message: String) -> RequestError {
        RequestError(status: 400, message: message)
    }

    static let headTooLarge = RequestError(
        status: 431, message: "The request head is larger than \(Limits.headBytes) bytes.")

    static let bodyTooLarge = RequestError(
        status: 413, message: "The request body is larger than \(Limits.bodyBytes) bytes.")

    static let overloaded = RequestError(
        status: 503, message: "Too many large request bodies at once.")
}
