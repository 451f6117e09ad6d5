package import NIOCore

/// A decided answer: what is sent, how fast, and what goes wrong on the way.
package struct Response: Sendable {
    /// How the end of the body is known.
    package enum Framing: Sendable, Equatable {
        /// By `content-length`.
        case length
        /// By the chunked coding.
        case chunked
        /// By the end of the connection.
        case close
    }

    /// Where the body comes from.
    package enum Source: Sendable {
        /// It is there.
        case whole(ByteBuffer)
        /// It is made event by event.
        case script(StreamScript)
        /// It is made event by event, in another dialect than that of chat.
        case dialect(DialectScript)
    }

    /// Status of the answer.
    package var status: Int
    /// The head, with its empty line.
    package var head: ByteBuffer
    /// How the end of the body is known.
    package var framing: Framing
    /// The body.
    package var source: Source
    /// Pace and faults.
    package var directives = Directives()
    /// Whether the connection ends with this answer.
    package var closes: Bool
    /// What statistics count it under; nil for what is no chat request.
    package var label: String?
    /// Tokens of the request.
    package var promptTokens = 0
    /// Tokens of the answer.
    package var completionTokens = 0
    /// Of the request's tokens: those read from a cache.
    package var cachedTokens = 0
    /// Of the answer's tokens: reasoning.
    package var reasoningTokens = 0

    /// Takes over what the answer counts.
    package mutating func count(_ usage: Usage) {
        promptTokens = usage.prompt
        completionTokens = usage.completion
        cachedTokens = usage.cached
        reasoningTokens = usage.reasoning
    }
}
