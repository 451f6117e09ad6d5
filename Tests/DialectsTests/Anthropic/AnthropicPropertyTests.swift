import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("anthropic: properties of random conversations")
struct AnthropicPropertyTests {
    private typealias T = AnthropicTesting

    @Test(
        "whatever a provider of another dialect answers, a strict client can read",
        arguments: 0..<300 as Range<UInt64>)
    func answers(_ seed: UInt64) throws {
        var generator = AnswerGenerator(seed: seed, family: .openai)
        let events = generator.events()
        let context = T.context(provider: .openaiResponses)
        let stream = T.encode(events, context)
        let violations = DialectCheck.stream(.anthropic, Array(stream.utf8))
        #expect(violations.isEmpty, "\(violations)")
        let answer = T.answer(events)
        let whole = AnthropicCodec.whole(answer, context)
        let wholeViolations = DialectCheck.answer(.anthropic, whole)
        #expect(wholeViolations.isEmpty, "\(wholeViolations)")
        // Stream and plain answer say the same.
        let text = String(decoding: whole, as: UTF8.self)
        let streamed = T.answer(try T.decode(T.frames(stream)))
        let plain = T.answer(try T.decode(whole: text))
        #expect(streamed.stop == plain.stop)
        #expect(streamed.usage.allOutput == plain.usage.allOutput)
        #expect(texts(streamed) == texts(plain) && texts(plain) == texts(answer))
        #expect(calls(streamed).map(\.name) == calls(answer).map(\.name))
    }

    private func texts(_ answer: Answer) -> String {
        var texts: [String] = []
        for block in answer.blocks {
            switch block {
            case .text(let block): texts.append(block.text)
            case .refusal(let text): texts.append(text)
            default: break
            }
        }
        return texts.joined()
    }

    private func calls(_ answer: Answer) -> [ToolCall] {
        answer.blocks.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
    }

    @Test(
        "whatever a client of another dialect says, a strict provider takes",
        arguments: 0..<200 as Range<UInt64>)
    func requests(_ seed: UInt64) throws {
        let clients: [Dialect] = [.openaiChat, .openaiResponses, .gemini]
        let client = clients[Int(seed % 3)]
        var generator = ConversationGenerator(seed: seed, client: client)
        let request = generator.request()
        let models = [
            "claude-opus-4-8", "claude-sonnet-4-5", "claude-opus-4-6", "claude-3-5-haiku",
        ]
        for model in models {
            let target = T.target(model, client: client)
            let body: String
            do {
                body = try T.write(request, target)
            } catch let error as GatewayError {
                // What this dialect cannot say is refused by the table of losses.
                #expect(error.status == 400)
                continue
            }
            let violations = DialectCheck.request(.anthropic, Array(body.utf8))
            #expect(violations.isEmpty, "\(model): \(violations)")
            // What was written is read again, and written again it is the same.
            let again = try T.read(body)
            let own = T.target(model)
            #expect(try T.write(again, own) == T.write(T.read(T.write(again, own)), own))
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
        "damaged frames are read or refused, and what is read has legal numbers",
        arguments: 0..<400 as Range<UInt64>)
    func damagedFrames(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var decoder = AnthropicCodec.makeDecoder(T.target())
        var observer = AnthropicCodec.makeObserver(AnswerPlan())
        var events: [AnswerEvent] = []
        let frames = [
            T.start, T.open(0, #"{"type":"thinking","thinking":"","signature":""}"#),
            T.delta(0, #"{"type":"thinking_delta","thinking":"t"}"#),
            T.delta(0, #"{"type":"signature_delta","signature":"one"}"#), T.close(0),
            T.open(1, #"{"type":"tool_use","id":"a","name":"f","input":{}}"#),
            T.delta(1, #"{"type":"input_json_delta","partial_json":"{}"}"#), T.close(1),
            T.open(2, #"{"type":"server_tool_use","id":"a","name":"f","input":{}}"#),
            T.delta(2, #"{"type":"input_json_delta","partial_json":"{}"}"#), T.close(2),
            T.open(3, T.text), T.delta(3, T.textDelta("a")), T.close(3), T.end(), T.stop,
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
        var opened = 0
        var closed: Set<Int> = []
        for event in events {
            switch event {
            case .open(let number, _):
                #expect(number == opened)
                opened += 1
            case .text(let number, let text), .arguments(let number, let text):
                #expect(number < opened && !closed.contains(number) && !text.isEmpty)
            case .close(let number): #expect(number < opened && closed.insert(number).inserted)
            default: break
            }
        }
    }

    @Test("damaged requests are read or refused with 400", arguments: 0..<400 as Range<UInt64>)
    func damagedRequests(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let body = T.body(
            #","thinking":{"type":"adaptive"},"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"auto"},"output_config":{"effort":"low"}"#,
            messages: """
                [{"role":"user","content":[{"type":"text","text":"a"},{"type":"document","source":
                {"type":"text","data":"x"}}]},{"role":"assistant","content":[{"type":"tool_use","id":"t",
                "name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result",
                "tool_use_id":"t","content":[{"type":"text","text":"r"}]}]}]
                """)
        let bytes = damaged(body, &random)
        var tape = JSONTape()
        guard (try? tape.parse(bytes)) != nil, tape.kind(tape.root) == .object else { return }
        let source = RequestSource(bytes: bytes, tape: tape)
        do throws(GatewayError) {
            let request = try AnthropicCodec.read(source)
            _ = try AnthropicCodec.write(request, T.target())
            _ = AnthropicCodec.splice(source, try AnthropicCodec.facts(source), T.target("x"))
        } catch {
            #expect(error.status == 400 && error.param != nil)
        }
    }
}
