internal import IPC

/// An answer that a client has a part of, ready to be continued by another provider.
package struct BegunAnswer {
    /// Knows what ids and numbers the client has seen.
    let encoder: any AnswerEncoder
    let sent: SentAnswer
    /// Dialect of the provider that began it.
    let provider: Dialect

    /// Bytes that are kept, roughly.
    package var bytes: Int { sent.bytes }

    /// From the bytes that passed from a provider to a client of the same dialect; nil where they cannot be continued.
    ///
    /// They are read and written again, and what comes out must be read as the same: else a continuation would not fit
    /// where they end. Items of openai-responses have ids of their provider's making, which no other writer could go on
    /// with.
    package static func passed(
        _ bytes: [UInt8], through provider: any ProviderCodec.Type,
        to client: any ClientCodec.Type, _ context: AnswerContext
    ) -> BegunAnswer? {
        guard client.dialect != .openaiResponses,
            let first = read(bytes, provider, client, context),
            let again = read(first.written, provider, client, context),
            first.answer.sent.isUsable, again.answer.sent == first.answer.sent,
            client.dialect != .openaiChat || hasKnownFields(bytes, first.answer.sent)
        else { return nil }
        return first.answer
    }

    private static func read(
        _ bytes: [UInt8], _ provider: any ProviderCodec.Type, _ client: any ClientCodec.Type,
        _ context: AnswerContext
    ) -> (answer: BegunAnswer, written: [UInt8])? {
        var translation = Translation(from: provider, to: client, context)
        var written: [UInt8] = []
        do throws(AnswerFailure) {
            try translation.receive(bytes.span.bytes, into: &written)
        } catch {
            return nil
        }
        return translation.begun.map { ($0, written) }
    }

    /// Hosts of openai-chat name thoughts in several ways; a client would keep those under another name apart.
    private static func hasKnownFields(_ bytes: [UInt8], _ sent: SentAnswer) -> Bool {
        guard sent.blocks.contains(where: { $0.start == .reasoning }) else { return true }
        return String(decoding: bytes, as: UTF8.self).holds(#""reasoning_content""#)
    }
}
