import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

/// A client's dialect and a provider's.
struct Pair: Sendable, Hashable, CustomTestStringConvertible {
    var client: Dialect
    var provider: Dialect

    var testDescription: String { "\(client) client, \(provider) provider" }

    /// Every client with every provider.
    static let all = Dialect.clients.flatMap { client in
        Dialect.providers.map { Pair(client: client, provider: $0) }
    }

    func clientCodec() throws -> any ClientCodec.Type { try #require(Codecs.client(client)) }
    func providerCodec() throws -> any ProviderCodec.Type {
        try #require(Codecs.provider(provider))
    }

    /// What an answer is translated for.
    func context(streams: Bool, model: String = "m", form: StreamForm? = nil) -> AnswerContext {
        var target = Target(
            requestID: "req_0123456789abcdef", client: client, provider: provider, model: model,
            modelAsked: "asked")
        target.unixSeconds = 1_700_000_000
        var plan = AnswerPlan()
        plan.streams = streams
        plan.clientStreams = streams
        plan.includesUsage = true
        plan.showsReasoning = true
        let ownForm: StreamForm = client == .gemini ? (streams ? .events : .none) : .body
        return AnswerContext(
            target: target, plan: plan, streamForm: form ?? ownForm, estimatedInputTokens: 7)
    }

    func translation(_ context: AnswerContext) throws -> Translation {
        Translation(from: try providerCodec(), to: try clientCodec(), context)
    }

    /// What the client gets of a provider's bytes, given whole.
    func translate(_ bytes: [UInt8], streams: Bool, model: String = "m") throws -> Outcome {
        Outcome(try translation(context(streams: streams, model: model)), [bytes])
    }
}

/// What came out of an answer.
struct Outcome: Equatable {
    var output: [UInt8] = []
    var failure: AnswerFailure?
    var usage = TokenUsage()
    var hasMeaning = false
    var stop: StopReason?

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Feeds a translation piece by piece; a failure after something of meaning becomes the client's error event.
    init(_ translation: Translation, _ pieces: [[UInt8]]) {
        var translation = translation
        do throws(AnswerFailure) {
            for piece in pieces { try translation.receive(piece.span.bytes, into: &output) }
            try translation.finish(into: &output)
        } catch {
            failure = error
            if translation.hasMeaning { translation.fail(Self.error, into: &output) }
        }
        usage = translation.usage
        stop = translation.stop
        hasMeaning = translation.hasMeaning
    }

    /// Lets a passage pass piece by piece.
    init(_ passage: Passage, _ pieces: [[UInt8]]) {
        var passage = passage
        var queue = ByteQueue()
        do throws(AnswerFailure) {
            for piece in pieces { try passage.receive(piece.span.bytes, into: &queue) }
            try passage.finish(into: &queue)
        } catch {
            failure = error
        }
        output = queue.withBytes { Array($0) }
        usage = passage.usage
        stop = passage.stop
        hasMeaning = passage.hasMeaning
    }

    /// What the client is told in place of the rest.
    static let error = GatewayError(
        status: 502, code: "upstream_cut", message: "The provider ended the answer early.")
}
