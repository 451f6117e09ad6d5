/// A provider's answer, read when all of it is there.
package enum WholeAnswer {
    /// The answer in canonical form, whether it came streamed or plain; nil when it cannot be read.
    package static func read(
        _ bytes: [UInt8], from provider: any ProviderCodec.Type, _ target: Target,
        limits: TranslationLimits = TranslationLimits()
    ) -> Answer? {
        var reader = AnswerReader(provider.makeDecoder(target), provider.framing, limits)
        var events: [AnswerEvent] = []
        do throws(AnswerFailure) {
            try reader.receive(bytes.span.bytes, into: &events)
            try reader.finish(into: &events)
        } catch {
            return nil
        }
        var builder = AnswerBuilder()
        for event in events { builder.add(event) }
        return builder.answer
    }
}
