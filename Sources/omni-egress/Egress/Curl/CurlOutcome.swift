/// How a transfer ended, as far as anybody can act on it.
enum CurlOutcome: Equatable, Sendable {
    /// The response is complete.
    case complete
    /// The name was not resolved.
    case name
    /// No connection was made.
    case connect
    /// The handshake failed or the certificate does not verify.
    case tls
    /// The connection broke, or what came is not HTTP.
    case broken
    /// curl does not take the URL.
    case url
    /// Our own callback asked for the end.
    case stopped
    /// No memory, or curl was used wrongly.
    case `internal`
}
