// Feeds the decoder of a provider's dialect what a provider might send, and an encoder what comes out. However it is cut,
// the same comes out; events keep their grammar; a complete answer is one to a strict client; and nothing traps.
import DialectCheck
import FuzzDriver
import Glibc
import IPC

@testable import Dialects

/// The provider's dialect; `OMNI_FUZZ_DIALECT` names one, else the input chooses.
private let chosen: Dialect? = getenv("OMNI_FUZZ_DIALECT").flatMap { name in
    providers.first { "\($0)" == String(cString: name) }
}

private let providers: [Dialect] = [
    .openaiChat, .openaiResponses, .anthropic, .gemini, .ollama, .cohere, .bedrock,
]
private let clients: [(Dialect, CheckedDialect)] = [
    (.openaiChat, .openaiChat), (.openaiResponses, .openaiResponses), (.anthropic, .anthropic),
    (.gemini, .gemini), (.ollama, .ollama),
]

/// One input and what must hold for it.
///
/// The first byte chooses the client and the provider, the second how the rest is cut, the third what was changed in the
/// request.
func check(_ input: [UInt8]) {
    guard input.count > 3 else { return }
    let provider = chosen ?? providers[Int(input[0]) / clients.count % providers.count]
    let (client, checked) = clients[Int(input[0]) % clients.count]
    let subject = Subject(provider: provider, client: client, plan: plan(input[2]))
    let body = Array(input.dropFirst(3))
    let whole = subject.run(body, piece: body.count)
    let cut = subject.run(body, piece: Int(input[1]) % 60 + 1)
    FuzzDriver.expect(whole == cut, "the cut changed the output")
    FuzzDriver.expect(
        whole.output.count <= body.count * 600 + 20_000, "an output out of all proportion")
    subject.checkEvents(body)
    guard whole.failure == nil, subject.plan.clientStreams else { return }
    let broken = DialectCheck.stream(checked, whole.output).filter(isSerious)
    FuzzDriver.expect(broken.isEmpty, "\(provider) to \(client): \(broken)")
}

/// What a provider says in places that are its own is told as it came: ids, types of media, names.
private func isSerious(_ violation: Violation) -> Bool {
    let words = [
        "stream without", "event after", "index is", "not open", "not JSON", "out of order",
    ]
    return words.contains(where: violation.message.contains)
}

private func plan(_ byte: UInt8) -> AnswerPlan {
    var plan = AnswerPlan()
    plan.clientStreams = byte & 1 == 0
    plan.streams = byte & 2 == 0
    plan.includesUsage = byte & 4 == 0
    plan.extractsThinkTags = byte & 8 != 0
    plan.stripsFences = byte & 16 != 0
    plan.showsReasoning = byte & 32 != 0 ? false : true
    if byte & 64 != 0 { plan.stopTexts = ["END", "\n\n"] }
    if byte & 128 != 0 {
        plan.customTools = ["f"]
        plan.answerTool = "g"
    }
    return plan
}

/// A translation, again and again.
private struct Subject {
    let provider: Dialect
    let client: Dialect
    let plan: AnswerPlan

    struct Result: Equatable {
        var output: [UInt8] = []
        var failure: AnswerFailure?
        var usage = TokenUsage()
        var hasMeaning = false
    }

    private var target: Target {
        Target(requestID: "req_1", client: client, provider: provider, model: "m")
    }

    func run(_ body: [UInt8], piece: Int) -> Result {
        var result = Result()
        guard let from = Codecs.provider(provider), let to = Codecs.client(client) else {
            return result
        }
        let form: StreamForm = client == .gemini ? .events : .body
        let context = AnswerContext(target: target, plan: plan, streamForm: form)
        var translation = Translation(from: from, to: to, context)
        do throws(AnswerFailure) {
            var start = 0
            while start < body.count {
                let end = min(body.count, start + max(1, piece))
                try translation.receive(
                    body.span.bytes.extracting(start..<end), into: &result.output)
                start = end
            }
            try translation.finish(into: &result.output)
        } catch {
            result.failure = error
            translation.fail(
                GatewayError(status: 502, code: "broken", message: "broken"),
                into: &result.output)
        }
        result.usage = translation.usage
        result.hasMeaning = translation.hasMeaning
        return result
    }

    func checkEvents(_ body: [UInt8]) {
        guard let codec = Codecs.provider(provider) else { return }
        var reader = AnswerReader(
            codec.makeDecoder(target), codec.framing, TranslationLimits())
        var events: [AnswerEvent] = []
        do throws(AnswerFailure) {
            try reader.receive(body.span.bytes, into: &events)
            try reader.finish(into: &events)
        } catch {
            // What came before counts all the same.
        }
        guard !events.isEmpty else { return }
        let mistake = EventGrammar.mistake(in: events)
        FuzzDriver.expect(mistake == nil, mistake ?? "")
    }
}
