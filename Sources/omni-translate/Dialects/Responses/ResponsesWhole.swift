/// A whole answer, written by the same rules as a stream of it.
enum ResponsesWhole {
    /// The response object.
    static func response(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        var encoder = ResponsesAnswerEncoder(context)
        // The events themselves go nowhere; what counts is the last response.
        var unused: [UInt8] = []
        for event in answer.events {
            encoder.encode(event, into: &unused)
            unused.removeAll(keepingCapacity: true)
        }
        encoder.finish(into: &unused)
        return encoder.response
    }
}
