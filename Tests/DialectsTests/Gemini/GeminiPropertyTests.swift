import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: properties of random conversations")
struct GeminiPropertyTests {
    private typealias T = GeminiTesting

    @Test(
        "whatever a provider of another dialect answers, a strict client can read",
        arguments: 0..<300 as Range<UInt64>)
    func answers(_ seed: UInt64) throws {
        let family: ProofFamily = seed % 2 == 0 ? .anthropic : .openai
        var generator = AnswerGenerator(seed: seed, family: family)
        let events = generator.events()
        let provider: Dialect = seed % 2 == 0 ? .anthropic : .openaiResponses
        let stream = T.encode(events, T.context(provider: provider))
        expectNone(DialectCheck.stream(.gemini, Array(stream.utf8)))
        let array = T.encode(events, T.context(provider: provider, form: .array))
        expectNone(DialectCheck.stream(.gemini, Array(array.utf8)))
        let answer = AnswerGenerator.answer(events)
        let whole = GeminiCodec.whole(answer, T.context(provider: provider))
        expectNone(DialectCheck.answer(.gemini, whole))
        // Stream, array and plain answer say the same.
        let streamed = DialectCheck.aggregate(.gemini, stream: Array(stream.utf8))
        #expect(streamed == DialectCheck.aggregate(.gemini, stream: Array(array.utf8)))
        #expect(
            streamed.withoutBreaks == DialectCheck.aggregate(.gemini, answer: whole).withoutBreaks)
    }

    private func expectNone(_ violations: [Violation]) {
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test(
        "whatever a client of another dialect says, a strict provider takes",
        arguments: 0..<200 as Range<UInt64>)
    func requests(_ seed: UInt64) throws {
        let clients: [Dialect] = [.openaiChat, .openaiResponses, .anthropic, .gemini]
        let client = clients[Int(seed % 4)]
        var generator = ConversationGenerator(seed: seed, client: client)
        let request = generator.request()
        for model in [
            "gemini-3.5-flash", "gemini-3-pro-preview", "gemini-2.5-pro", "gemini-2.0-flash",
        ] {
            let body: String
            do {
                body = try T.write(request, T.target(model, client: client))
            } catch let error as GatewayError {
                // What this dialect cannot say is refused by the table of losses.
                #expect(error.status == 400)
                continue
            }
            // Fields that nobody knows are the client's own business with its provider.
            let violations = DialectCheck.request(.gemini, Array(body.utf8), model: model)
                .filter { client != .gemini || $0.message != "unknown field" }
            #expect(violations.isEmpty, "\(model): \(violations)")
            // What was written is read again, and written again it is the same.
            let own = T.target(model)
            let again = try T.write(T.read(body), own)
            #expect(try T.write(T.read(again), own) == again)
        }
    }

    /// A text with some of its bytes changed, left out or doubled.
    private func damaged(_ text: String, _ random: inout SeededRandom) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<random.number(1...4) where !bytes.isEmpty {
            let place = random.number(0...bytes.count - 1)
            switch random.number(0...2) {
            case 0: bytes[place] = UInt8(random.number(0x20...0x7e))
            case 1: bytes.remove(at: place)
            default: bytes.insert(bytes[place], at: place)
            }
        }
        return bytes
    }

    @Test(
        "damaged frames are read or refused, and what is read is in order",
        arguments: 0..<400 as Range<UInt64>)
    func damagedFrames(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var decoder = GeminiCodec.makeDecoder(T.target())
        var observer = GeminiCodec.makeObserver(AnswerPlan())
        var events: [AnswerEvent] = []
        let sources =
            #","groundingMetadata":{"groundingChunks":[{"web":{"uri":"u"}}],"groundingSupports":[{"segment":{"startIndex":1,"endIndex":99},"groundingChunkIndices":[0]}]}"#
        let frames = [
            T.chunk(#"{"text":"t","thought":true}"#),
            T.chunk(
                #"{"functionCall":{"name":"f","args":{"a":[1]},"id":"i"},"thoughtSignature":"cw=="}"#
            ),
            T.chunk(#"{"functionCall":{"name":"g","willContinue":true}}"#),
            T.chunk(
                #"{"functionCall":{"partialArgs":[{"jsonPath":"$.a[2].b","stringValue":"x"}],"willContinue":true}}"#
            ),
            T.chunk(#"{"functionCall":{}}"#), T.chunk(#"{"executableCode":{"code":"1"}}"#),
            T.chunk(#"{"text":"aé😀"}"#, sources),
            T.chunk(#"{"text":"","thoughtSignature":"cw=="}"#),
            T.end(),
        ]
        do throws(AnswerFailure) {
            for frame in frames {
                let bytes = damaged(frame, &random)
                _ = try? observer.observe(name: "", data: bytes.span.bytes)
                try decoder.decode(name: "", data: bytes.span.bytes, into: &events)
            }
            try decoder.finish(into: &events)
        } catch {
            // Refused; what came before counts all the same.
        }
        #expect(events.isEmpty || EventGrammar.mistake(in: events) == nil)
        var encoder = GeminiCodec.makeEncoder(T.context(provider: .anthropic))
        var output: [UInt8] = []
        for event in events { encoder.encode(event, into: &output) }
        encoder.finish(into: &output)
        #expect(!output.isEmpty)
    }

    @Test("damaged requests are read or refused with 400", arguments: 0..<400 as Range<UInt64>)
    func damagedRequests(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let body = T.body(
            ##","tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"STRING","enum":["x"]}}}},{"name":"g","parametersJsonSchema":{"$ref":"#/$defs/T","$defs":{"T":{"type":"object","properties":{"t":{"$ref":"#/$defs/T"}}}}}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}},"generationConfig":{"topK":3,"thinkingConfig":{"thinkingBudget":9}},"systemInstruction":{"parts":[{"text":"s"}]}"##,
            contents:
                #"[{"role":"user","parts":[{"text":"a"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"Z3cxLmEuYg=="}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"r"}}}]}]"#
        )
        let bytes = damaged(body, &random)
        var tape = JSONTape()
        guard (try? tape.parse(bytes)) != nil, tape.kind(tape.root) == .object else { return }
        let source = RequestSource(bytes: bytes, tape: tape, pathModel: "gemini-3.5-flash")
        do throws(GatewayError) {
            let request = try GeminiCodec.read(source)
            for model in ["gemini-3.5-flash", "gemini-2.0-flash"] {
                var foreign = request
                for index in foreign.tools.indices { foreign.tools[index].original = nil }
                _ = try GeminiCodec.write(foreign, T.target(model, client: .openaiChat))
                _ = try GeminiCodec.write(request, T.target(model))
            }
            _ = GeminiCodec.splice(source, try GeminiCodec.facts(source), T.target())
        } catch {
            #expect(error.status == 400 && error.param != nil)
        }
    }
}

extension CheckedAnswer {
    /// Pieces of thoughts join alike, however a reader tells blocks apart.
    fileprivate var withoutBreaks: CheckedAnswer {
        var answer = self
        answer.reasoning = reasoning.replacing("\n\n", with: "")
        return answer
    }
}
