internal import Dialects
internal import IPC

/// Conversations of openai-responses that clients continue by naming an earlier answer.
enum Conversations {
    /// The request with what came before it, where it names an earlier answer.
    static func continued(
        _ source: RequestSource, _ head: RequestHead, _ service: TranslateService
    ) throws(GatewayError) -> RequestSource {
        guard head.dialect == .openaiResponses,
            let previous = ResponsesCodec.previousResponseID(source)
        else { return source }
        let known = service.responses.transcript(
            of: previous, owner: head.keyID, now: service.seconds)
        guard let known else { throw ResponsesCodec.previousNotFound(previous) }
        return try ResponsesCodec.expanded(source, known)
    }

    /// What keeps the answer to a request; nil where nothing is to be kept.
    static func recorder(_ source: RequestSource, _ head: RequestHead) -> ResponseRecorder? {
        guard head.dialect == .openaiResponses, ResponsesCodec.isStored(source) else { return nil }
        return ResponseRecorder(source, owner: head.keyID)
    }
}
