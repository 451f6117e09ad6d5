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
    static let dropped: Set = [
        "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive",
        "date", "server",
    ]
}
