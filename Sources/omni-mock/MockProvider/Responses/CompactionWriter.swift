/// Writes the answer to `POST /v1/responses/compact`.
enum CompactionWriter {
    /// The document: the user's messages, and what stands for all the rest.
    static func document(_ context: AnswerContext) -> JSONText {
        let kept = context.request.echoed["user messages"] ?? []
        let comma: JSONText = kept.isEmpty ? "" : ","
        return #"""
            {"id":\#(context.identity.id),"object":"response.compaction",\#
            "created_at":\#(context.identity.created),\#
            "output":[\#(raw: kept)\#(raw: comma)\#(raw: item(context))],\#
            "usage":\#(raw: ResponsesWriter.usage(context.usage))}
            """#
    }

    /// The item that stands for what was said.
    static func item(_ context: AnswerContext) -> JSONText {
        let number = context.identity.id.split(separator: "_").last ?? ""
        let proof = Proof.issue(.openai, nonce: "compaction-\(number)")
        return #"{"id":\#("cmp_\(number)"),"type":"compaction","encrypted_content":\#(proof)}"#
    }
}
