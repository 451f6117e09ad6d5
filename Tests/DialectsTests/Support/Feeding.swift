import IPC

@testable import Dialects

/// What came out of a passage, and how it ended.
struct Fed: Equatable {
    var output: [UInt8]
    var failure: AnswerFailure?
    var usage: TokenUsage
    var model: String
    var hasMeaning: Bool

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Feeds `bytes` to a passage of openai-chat, cut before each offset of `cuts`.
func feedChat(
    hidesUsage: Bool, streams: Bool = true, _ bytes: [UInt8], cuts: [Int] = []
) -> Fed {
    var passage = chatPassage(hidesUsage: hidesUsage, streams: streams)
    var output = ByteQueue()
    var failure: AnswerFailure?
    var from = 0
    do throws(AnswerFailure) {
        for cut in cuts + [bytes.count] where cut > from {
            try passage.receive(bytes.span.bytes.extracting(from..<cut), into: &output)
            from = cut
        }
        try passage.finish(into: &output)
    } catch {
        failure = error
    }
    return Fed(
        output: output.withBytes { Array($0) }, failure: failure, usage: passage.usage,
        model: passage.model, hasMeaning: passage.hasMeaning)
}

/// A passage between a client and a provider of openai-chat.
func chatPassage(hidesUsage: Bool, streams: Bool = true) -> Passage {
    var plan = AnswerPlan()
    plan.hidesUsage = hidesUsage
    plan.clientStreams = streams
    plan.streams = streams
    let target = Target(
        requestID: "r", client: .openaiChat, provider: .openaiChat, model: "m")
    let context = AnswerContext(target: target, plan: plan)
    return Passage(ChatCodec.makeObserver(plan), .events, streams: streams) {
        Translation(from: ChatCodec.self, to: ChatCodec.self, context)
    }
}
