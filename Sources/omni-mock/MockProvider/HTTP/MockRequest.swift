package import NIOCore

/// A complete request.
package struct MockRequest: Sendable {
    /// Its request line and fields.
    package let head: RequestHead

    /// Its body, without transfer coding.
    package let body: ByteBuffer
}
