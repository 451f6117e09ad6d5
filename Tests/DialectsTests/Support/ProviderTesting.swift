import DialectCheck
import IPC
import JSON

@testable import Dialects

/// What tests of a provider's dialect share.
struct ProviderTesting<Codec: ProviderCodec> {
    let checked: CheckedDialect
    let model: String

    /// A target that speaks the dialect.
    func target(_ model: String? = nil, client: Dialect = .openaiChat) -> Target {
        Target(
            requestID: "req_1", client: client, provider: Codec.dialect,
            model: model ?? self.model)
    }

    /// A request of one user's turn.
    func request(_ text: String = "hi") -> ModelRequest {
        var request = ModelRequest(model: "m")
        request.turns = [Turn(.user, [.text(TextBlock(text))])]
        return request
    }

    /// The body that a provider gets.
    func body(_ encoded: EncodedRequest) -> [UInt8] {
        var bytes: [UInt8] = []
        let source: [UInt8] = []
        encoded.body.append(to: &bytes, from: source.span.bytes)
        return bytes
    }

    /// What a provider gets, parsed.
    func write(_ request: ModelRequest, _ target: Target? = nil) throws -> JSONValue {
        try JSONDocument(body(Codec.write(request, target ?? self.target()))).root
    }

    /// What a strict provider has against a request.
    func violations(_ request: ModelRequest, _ target: Target? = nil) throws -> [Violation] {
        let target = target ?? self.target()
        let bytes = try body(Codec.write(request, target))
        return DialectCheck.request(checked, bytes, model: target.model)
    }

    /// What a request is refused with; nil when it is not.
    func refusal(_ request: ModelRequest, _ target: Target? = nil) throws -> GatewayError? {
        do throws(GatewayError) {
            _ = try Codec.write(request, target ?? self.target())
            return nil
        } catch {
            return error
        }
    }

    // MARK: Answers

    /// The events of a stream, which comes in pieces of a size.
    func events(
        stream: [UInt8], size: Int = 1 << 20, _ target: Target? = nil
    ) throws -> [AnswerEvent] {
        var reader = AnswerReader(
            Codec.makeDecoder(target ?? self.target()), Codec.framing, TranslationLimits())
        var events: [AnswerEvent] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            let piece = Array(stream[start..<min(start + size, stream.count)])
            try reader.receive(piece.span.bytes, into: &events)
        }
        try reader.finish(into: &events)
        return events
    }

    /// The events of a plain answer.
    func events(whole body: String, _ target: Target? = nil) throws -> [AnswerEvent] {
        var decoder = Codec.makeDecoder(target ?? self.target())
        var events: [AnswerEvent] = []
        let bytes = Array(body.utf8)
        try decoder.decode(whole: bytes.span.bytes, into: &events)
        return events
    }

    /// The events of frames with names.
    func events(frames: [(name: String, data: String)], finishes: Bool = true) throws
        -> [AnswerEvent]
    {
        var decoder = Codec.makeDecoder(target())
        var events: [AnswerEvent] = []
        for frame in frames {
            let bytes = Array(frame.data.utf8)
            try decoder.decode(name: frame.name, data: bytes.span.bytes, into: &events)
        }
        if finishes { try decoder.finish(into: &events) }
        return events
    }

    /// What a body of the provider's fails with; nil when it does not.
    func failure(_ body: () throws -> [AnswerEvent]) throws -> AnswerFailure? {
        do {
            _ = try body()
            return nil
        } catch let failure as AnswerFailure {
            return failure
        }
    }

    /// An answer in the words of the checker.
    static func reduced(_ events: [AnswerEvent]) -> CheckedAnswer {
        let answer = answer(events)
        var result = CheckedAnswer()
        var thoughts: [String] = []
        for block in answer.blocks {
            switch block {
            case .text(let text): result.text += text.text
            case .reasoning(let reasoning):
                if !reasoning.text.isEmpty { thoughts.append(reasoning.text) }
            case .toolCall(let call):
                result.toolCalls.append(
                    CheckedToolCall(id: call.id, name: call.name, argumentsRaw: call.arguments))
            case .refusal, .media, .toolResult, .opaque: break
            }
        }
        result.reasoning = thoughts.joined(separator: "\n\n")
        result.stop = answer.stop.map(stop)
        if answer.usage.isReported {
            result.usage = CheckedUsage(
                input: Int64(answer.usage.allInput), cached: Int64(answer.usage.cacheRead),
                written: Int64(answer.usage.cacheWrite), output: Int64(answer.usage.allOutput),
                reasoning: Int64(answer.usage.reasoning))
        }
        return result
    }

    /// The whole answer that events make.
    static func answer(_ events: [AnswerEvent]) -> Answer {
        var builder = AnswerBuilder()
        for event in events { builder.add(event) }
        return builder.answer
    }

    private static func stop(_ reason: StopReason) -> CheckedStop {
        switch reason {
        case .end: .end
        case .stopSequence: .stopSequence
        case .length, .contextLength: .length
        case .toolCalls: .tools
        case .filtered: .filtered
        case .paused: .paused
        case .malformed: .error
        }
    }
}

extension JSONValue {
    /// A value further down, by names and positions.
    func at(_ path: String...) -> JSONValue? {
        var value = self
        for step in path {
            guard let next = Int(step).map({ value[$0] }) ?? value[step] else { return nil }
            value = next
        }
        return value
    }

    /// The JSON text of a value further down.
    func raw(_ path: String...) -> String? {
        var value = self
        for step in path {
            guard let next = Int(step).map({ value[$0] }) ?? value[step] else { return nil }
            value = next
        }
        return String(decoding: value.rawBytes, as: UTF8.self)
    }
}
