package import IPC

/// A dialect as providers speak it: writes their requests and reads their answers.
package protocol ProviderCodec: Sendable {
    static var dialect: Dialect { get }

    /// The request for a target.
    ///
    /// What cannot be said in the dialect follows `Loss`; the caller's fault is refused naming the parameter in `names`.
    static func write(_ request: ModelRequest, _ target: Target) throws(GatewayError)
        -> EncodedRequest

    /// A reader for one answer of the provider.
    static func makeDecoder(_ target: Target) -> any AnswerDecoder

    /// How a streamed answer is cut into frames.
    static var framing: Framing { get }
}

/// How the frames of a provider's stream are told apart.
package enum Framing: Sendable {
    /// Events of text/event-stream.
    case events
    /// One JSON text a line.
    case lines
    /// application/vnd.amazon.eventstream.
    case amazon
}

/// Reads one answer, frame by frame.
package protocol AnswerDecoder {
    /// Takes one frame of a stream.
    ///
    /// `name` is the frame's own (`event:` of an event stream, `:event-type` of an Amazon one), empty without; `data` is
    /// the payload, never empty and without its line end.
    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure)

    /// The stream ended: throws `cutShort` when the dialect's end has not come, else emits what was held back.
    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure)

    /// Takes a plain answer, whole; emits all of its events, and is finished.
    mutating func decode(whole data: RawSpan, into events: inout [AnswerEvent])
        throws(AnswerFailure)

    /// The terminator has come: what follows changes nothing.
    var isComplete: Bool { get }

    /// Bytes held back, for bounds.
    var heldBytes: Int { get }
}
