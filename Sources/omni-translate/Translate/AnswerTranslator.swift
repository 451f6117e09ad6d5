internal import IPC

/// Turns a provider's answer into what the client gets.
///
/// A pure function of the bytes so far: however they are cut, the same bytes come out.
protocol AnswerTranslator {
    /// Takes the next bytes and appends what the client may have.
    mutating func receive(_ bytes: RawSpan, into output: inout ByteQueue) throws(AnswerFailure)
    /// The provider ended the answer.
    mutating func finish(into output: inout ByteQueue) throws(AnswerFailure)
    /// Something of meaning has come: the answer may be committed.
    var hasMeaning: Bool { get }
    /// The terminator has come: what the provider does afterwards changes nothing.
    var isComplete: Bool { get }
    /// Bytes held back.
    var heldBytes: Int { get }
    /// Token counts so far; source `none` when the provider has not told.
    var usage: Usage { get }
    /// The model that answers, as the provider calls it; empty until told.
    var model: String { get }
    /// Text that came so far, in bytes, for an estimate when an answer breaks off.
    var textBytes: Int { get }
    /// Events seen, for metrics.
    var events: UInt64 { get }
}

/// Why an answer with status 200 is none.
enum AnswerFailure: Error, Equatable {
    /// Not what the dialect speaks: bad JSON, an HTML page, an event that is no object.
    case malformed(String)
    /// The provider reported an error inside the answer; its JSON, as it came.
    case reported([UInt8])
    /// Nothing of meaning in it.
    case empty
    /// Ended before its end.
    case cutShort
    /// Larger than `Limits.answerBytes`.
    case tooLarge
}
