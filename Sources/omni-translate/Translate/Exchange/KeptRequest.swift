internal import Dialects
internal import IPC

/// A request whose answer the client has begun to get, kept to ask another target for the rest if it breaks off.
///
/// Only its bytes: tape and canonical form are made again in the rare case that they are needed.
struct KeptRequest {
    let bytes: [UInt8]
    private let continued: String?

    init(_ source: RequestSource) {
        bytes = source.bytes
        continued = source.continued
    }

    /// The request, read again.
    func question(
        _ head: RequestHead, _ facts: RequestFacts, _ codec: any ClientCodec.Type
    ) throws(GatewayError) -> Preparation.Question {
        var source = try RequestBody.read(bytes, head)
        source.continued = continued
        var question = Preparation.Question(source: source, facts: facts)
        question.canonical = try codec.read(source)
        return question
    }
}

/// An answer that broke off after the client had a part of it.
struct Joining {
    /// What the client has.
    let answer: BegunAnswer
    /// What ends the client's stream if nobody goes on.
    let errorEvent: [UInt8]
    let end: ResponseEnd

    /// Bytes of the answer that are kept.
    var bytes: Int { answer.bytes }
}
