/// The head of a request: what was said, as ranges of the bytes it was read from.
package struct ParsedHead: Equatable, Sendable {
    /// How the body is framed (RFC 9112 section 6).
    package enum Framing: Equatable, Sendable {
        /// No body.
        case none
        /// So many bytes.
        case length(UInt64)
        /// Chunks.
        case chunked
    }

    /// One field that translate may want to see.
    package struct Field: Equatable, Sendable {
        /// Where its name stands, in the client's case.
        package var name: Range<Int>
        /// Where its value stands, without space around it.
        package var value: Range<Int>
    }

    /// The method.
    package var method = HTTPMethod.other
    /// The request target as it was sent.
    package var target = 0..<0
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    package var minorVersion: UInt8 = 1
    /// How the body is framed.
    package var framing = Framing.none
    /// Whether the client wants to keep the connection.
    package var keepsAlive = true
    /// `Expect: 100-continue`.
    package var expectsContinue = false
    /// An expectation other than that: 417.
    package var hasUnknownExpectation = false
    /// A content coding other than `identity`: 415.
    package var hasContentCoding = false
    /// A relay or a page of elsewhere speaks, so that an address of this machine says nothing (`Locality`).
    package var isForeign = false
    /// Values of `x-forwarded-for`, in their order.
    package var forwardedFor: [Range<Int>] = []
    /// Value of `authorization`.
    package var authorization: Range<Int>?
    /// Value of `x-api-key`, as clients of Anthropic send it.
    package var apiKey: Range<Int>?
    /// Value of `api-key`, as clients of Azure send it.
    package var azureKey: Range<Int>?
    /// Value of `x-goog-api-key`.
    package var googleKey: Range<Int>?
    /// There is a field `anthropic-version`.
    package var hasAnthropicVersion = false
    /// Value of `user-agent`.
    package var userAgent: Range<Int>?
    /// Values of `traceparent` and `tracestate`, in their order.
    package var traceParents: [Range<Int>] = []
    package var traceStates: [Range<Int>] = []
    /// Value of `x-request-id`.
    package var requestID: Range<Int>?
    /// Value of `access-control-request-headers`.
    package var requestedHeaders: Range<Int>?
    /// Fields to pass on.
    package var forwarded: [Field] = []
    /// Bytes of the head with its blank line.
    package var length = 0

    /// An empty head.
    package init() {}

    /// Bytes of the body; nil where only its end will tell.
    package var contentLength: UInt64? {
        switch framing {
        case .none: 0
        case .length(let length): length
        case .chunked: nil
        }
    }
}
