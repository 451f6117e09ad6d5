/// A dialect whose bytes can pass from a provider to a client of the same dialect.
package protocol PassthroughCodec: Sendable {
    /// The client's own bytes for a target, changed only where they must be: model, gateway-owned keys, enveloped proofs.
    ///
    /// Nil when the target's profile needs more than that; then the request is read and written anew.
    static func splice(_ source: RequestSource, _ facts: RequestFacts, _ target: Target)
        -> EncodedRequest?

    /// What watches the answer go by.
    static func makeObserver(_ plan: AnswerPlan) -> any AnswerObserver
}

/// Watches an answer that passes through, frame by frame.
package protocol AnswerObserver {
    /// Learns from one frame; says what becomes of it.
    mutating func observe(name: String, data: RawSpan) throws(AnswerFailure) -> FrameFate

    /// Learns from a plain answer.
    mutating func observe(whole data: RawSpan) throws(AnswerFailure)

    /// Something of meaning has come.
    var hasMeaning: Bool { get }
    /// The dialect's own end has come, so that the answer may end here.
    var isFinished: Bool { get }
    /// The terminator has come: what follows changes nothing.
    var isComplete: Bool { get }
    var usage: TokenUsage { get }
    /// Why the answer ended; nil until told.
    var stop: StopReason? { get }
    /// As the provider calls it; empty until told.
    var model: String { get }
    /// Bytes of text so far.
    var textBytes: Int { get }
}

/// What becomes of a frame on its way through.
package enum FrameFate: Equatable {
    case kept
    case dropped
    /// This data in its place, framed as the dialect does.
    case replaced([UInt8])
}
