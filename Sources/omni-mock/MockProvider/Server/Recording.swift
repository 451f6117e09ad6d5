package import NIOCore

/// The answer of a recorded exchange.
package struct Recording: Sendable {
    /// HTTP status.
    package let status: Int

    /// The header fields, each with its line end.
    package let fields: String

    /// The exact bytes.
    package let body: ByteBuffer

    /// Whether it was sent in parts: a stream of events, of lines, or of frames.
    package let isStream: Bool

    /// Header fields that belong to the connection it was recorded on.
    private static let dropped: Set = [
        "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive",
        "date", "server",
    ]

    /// Whether a header field is not played back.
    ///
    /// Limits that were told with an answer are those of the account it was recorded with: somebody who believed them would
    /// hold back from replaying it often.
    static func isDropped(_ name: String, _ status: Int) -> Bool {
        dropped.contains(name)
            || status == 200
                && (name == "retry-after" || name.hasPrefix("x-ratelimit-")
                    || name.hasPrefix("anthropic-ratelimit-"))
    }
}
