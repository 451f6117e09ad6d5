internal import IPC
internal import JSON

/// Shortening a conversation for providers that cannot do it themselves (facts: openai-responses, section 10).
///
/// The model is asked for a summary; the client gets it sealed in a `compaction` item, which the reader opens again.
package enum ResponsesCompact {
    /// Family of the envelope that a summary of ours travels in.
    static let family = ProofFamily("omniroute-summary")
    /// Stands before a summary that takes the place of what it sums up.
    static let introduction = "Summary of the conversation so far:\n\n"

    private static let question =
        "Write a summary of the conversation so far, for an assistant that will continue the work "
        + "and sees nothing else of it. Keep what the user asked for, what was decided and done, "
        + "names of files and functions, results of tools that still matter, and what remains to "
        + "be done. Call no tools. Answer with the summary only."

    /// Whether a request asks for a compaction, by its path or by a trigger among its items.
    package static func isWanted(_ source: RequestSource) -> Bool {
        if source.endpoint == .compact { return true }
        let root = JSONDocument(bytes: source.bytes, tape: source.tape).root
        return root["input"]?.array?.last?.text("type") == "compaction_trigger"
    }

    /// The request that asks a model for the summary.
    package static func request(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        var request = try ResponsesRequestReader.read(source)
        request.stream = false
        request.turns.append(Turn(.user, [.text(TextBlock(question))]))
        // Stay declared: history that mentions tools is refused without them by some.
        if !request.tools.isEmpty { request.toolChoice = ToolChoice.none }
        request.parallelToolCalls = nil
        request.format = nil
        request.verbosity = nil
        request.store = false
        request.extensions = []
        return request
    }

    /// The reply to `/responses/compact`, from the model's summary.
    ///
    /// The messages that stay are the context's `clientEcho`, as `ResponsesCodec.echo` made it for this endpoint.
    package static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        let target = context.target
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", ResponsesIDs.response(answer.start.id, target))
            writer.member("object", "response.compaction")
            writer.member("created_at", target.unixSeconds)
            writer.name("output")
            writer.array { writer in
                if let kept = context.clientEcho {
                    elements(kept, into: &writer)
                }
                item(answer, target, into: &writer)
            }
            writer.name("usage")
            ResponsesUsage.write(answer.usage, into: &writer)
        }
        return writer.take()
    }

    /// The answer of a model as the one `compaction` item that a request with a trigger expects.
    package static func compacted(_ answer: Answer, _ context: AnswerContext) -> Answer {
        var writer = JSONWriter()
        item(answer, context.target, into: &writer)
        var result = answer
        result.stop = .end
        result.blocks = [
            .opaque(
                OpaqueBlock(.openaiResponses, type: "compaction", json: RawJSON(writer.take())))
        ]
        return result
    }

    /// The messages of the user that a compaction keeps, as a JSON array.
    static func kept(_ source: RequestSource) -> RawJSON {
        let root = JSONDocument(bytes: source.bytes, tape: source.tape).root
        var writer = JSONWriter()
        writer.array { writer in
            if let text = root["input"]?.string { message(text, into: &writer) }
            for item in root["input"]?.array ?? [] where item.text("role") == "user" {
                if let text = item["content"]?.string {
                    message(text, into: &writer)
                } else if item.text("type") != nil {
                    writer.raw(item.rawBytes)
                }
            }
        }
        return RawJSON(writer.take())
    }

    private static func message(_ text: String, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "message")
            writer.member("role", "user")
            writer.name("content")
            writer.array { writer in
                writer.object { writer in
                    writer.member("type", "input_text")
                    writer.member("text", text)
                }
            }
        }
    }

    private static func elements(_ array: RawJSON, into writer: inout JSONWriter) {
        do throws(JSONError) {
            for element in try JSONDocument(array.bytes).root.array ?? [] {
                writer.raw(element.rawBytes)
            }
        } catch {
            // We wrote it ourselves; without it only the summary remains.
        }
    }

    private static func item(
        _ answer: Answer, _ target: Target, into writer: inout JSONWriter
    ) {
        var texts: [String] = []
        for case .text(let block) in answer.blocks { texts.append(block.text) }
        writer.object { writer in
            writer.member("id", InventedIDs.id("cmp_", target))
            writer.member("type", "compaction")
            writer.member("encrypted_content", sealed(texts.joined(separator: "\n")))
        }
    }

    /// A summary as the client carries it.
    static func sealed(_ summary: String) -> String {
        ProofEnvelope.wrap(Proof(family, Base64Text.encoded(summary.utf8)))
    }

    /// The summary in an `encrypted_content` of ours; nil in a provider's.
    static func summary(_ sealed: String) -> String? {
        guard let proof = ProofEnvelope.unwrap(sealed), proof.family == family,
            let bytes = Base64Text.decoded(proof.value)
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
