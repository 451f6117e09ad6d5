import Dialects
import IPC

/// A stream of many small pieces of text, as a provider sends it, chunk by chunk.
enum SampleStream {
    /// The frames before the text, one frame for each piece of it, and those after it.
    struct Frames {
        var opening: [UInt8]
        var chunks: [[UInt8]]
        var ending: [UInt8]
    }

    private static let words = [
        " the", " quick", " brown", " fox,", " \"Grüße\"", " and", " 42", "\n",
    ]

    static func frames(_ provider: Dialect, chunks count: Int) -> Frames? {
        let texts = (0..<count).map { words[$0 % words.count] }
        switch provider {
        case .bedrock: return bedrock(texts)
        case .cohere: return cohere(texts)
        default: return written(provider, texts)
        }
    }

    /// By the gateway's own encoder.
    private static func written(_ dialect: Dialect, _ texts: [String]) -> Frames? {
        guard let codec = Codecs.client(dialect) else { return nil }
        let target = Target(
            requestID: "req_1", client: dialect, provider: dialect, model: Names.model(dialect))
        var plan = AnswerPlan()
        plan.includesUsage = true
        plan.clientStreams = true
        var encoder = codec.makeEncoder(
            AnswerContext(
                target: target, plan: plan, streamForm: dialect == .gemini ? .events : .body))
        var frames = Frames(opening: [], chunks: [], ending: [])
        encoder.encode(.start(AnswerStart(id: "answer-1", model: "model-1")), into: &frames.opening)
        encoder.encode(.open(0, .text), into: &frames.opening)
        encoder.encode(.text(0, "Hello"), into: &frames.opening)
        for text in texts {
            var chunk: [UInt8] = []
            encoder.encode(.text(0, text), into: &chunk)
            frames.chunks.append(chunk)
        }
        encoder.encode(.close(0), into: &frames.ending)
        var usage = TokenUsage()
        (usage.input, usage.output, usage.isReported) = (12, 345, true)
        encoder.encode(.usage(usage), into: &frames.ending)
        encoder.encode(.stop(.end), into: &frames.ending)
        encoder.finish(into: &frames.ending)
        return frames
    }

    private static func cohere(_ texts: [String]) -> Frames {
        func event(_ json: String) -> [UInt8] { Array("event: x\ndata: \(json)\n\n".utf8) }
        return Frames(
            opening: event(
                #"{"id":"c1","type":"message-start","delta":{"message":{"role":"assistant"}}}"#)
                + event(
                    #"{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}"#
                ),
            chunks: texts.map { text in
                event(
                    #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"\#(escaped(text))"}}}}"#
                )
            },
            ending: event(#"{"type":"content-end","index":0}"#)
                + event(
                    #"{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":12,"output_tokens":345}}}}"#
                ))
    }

    private static func bedrock(_ texts: [String]) -> Frames {
        Frames(
            opening: AmazonFrame.event("messageStart", #"{"role":"assistant"}"#),
            chunks: texts.map { text in
                AmazonFrame.event(
                    "contentBlockDelta",
                    #"{"contentBlockIndex":0,"delta":{"text":"\#(escaped(text))"},"p":"abcdefgh"}"#)
            },
            ending: AmazonFrame.event("contentBlockStop", #"{"contentBlockIndex":0}"#)
                + AmazonFrame.event("messageStop", #"{"stopReason":"end_turn"}"#)
                + AmazonFrame.event(
                    "metadata",
                    #"{"usage":{"inputTokens":12,"outputTokens":345,"totalTokens":357},"metrics":{"latencyMs":1}}"#
                ))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
