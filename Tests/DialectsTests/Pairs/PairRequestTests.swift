import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("random conversations, from every client to every provider")
struct PairRequestTests {
    /// A client, and the seeds of its conversations.
    struct Part: Sendable, CustomTestStringConvertible {
        var client: Dialect
        var seeds: Range<UInt64>

        var testDescription: String { "\(client) \(seeds)" }
    }

    static let parts = Dialect.clients.flatMap { client in
        PropertyCases.parts.map { Part(client: client, seeds: $0) }
    }

    /// A conversation as a client of this dialect sends it; nil where it has no words for it.
    private static func source(_ client: Dialect, _ seed: UInt64) throws -> RequestSource? {
        var generator = ConversationGenerator(seed: seed, client: client)
        generator.includesRefusable = seed % 4 == 0
        let codec = try #require(Codecs.provider(client))
        let target = Target(
            requestID: "req_1", client: client, provider: client, model: "model-1")
        do throws(GatewayError) {
            let written = try WrittenRequest(generator.request(), codec, target)
            return try? written.source(client, model: "model-1")
        } catch {
            #expect(error.status == 400)
            return nil
        }
    }

    @Test("a strict provider takes what a client says", arguments: parts)
    func requests(_ part: Part) throws {
        let codec = try #require(Codecs.client(part.client))
        var taken = 0
        for seed in part.seeds {
            guard let source = try Self.source(part.client, seed) else { continue }
            let request = try codec.read(source)
            for provider in Dialect.providers {
                if try Self.check(request, source, provider, part.client, seed) { taken += 1 }
            }
        }
        // Refusing everything would keep all rules.
        #expect(taken > part.seeds.count * Dialect.providers.count / 2)
    }

    /// Whether the provider takes the request; expects that it is right to.
    private static func check(
        _ request: ModelRequest, _ source: RequestSource, _ dialect: Dialect, _ client: Dialect,
        _ seed: UInt64
    ) throws -> Bool {
        let models = ProviderModel.all.filter { $0.dialect == dialect }
        let provider = models[Int(seed) % models.count]
        let target = provider.target(client)
        let written: WrittenRequest
        do throws(GatewayError) {
            let ruled = TranslationRules.applied(to: request, target)
            guard let codec = Codecs.provider(dialect) else { return false }
            written = try WrittenRequest(ruled, codec, target)
        } catch {
            #expect(error.status == 400 && error.param != nil, "seed \(seed): \(error)")
            return false
        }
        var violations = provider.violations(of: written.body)
        if dialect == client {
            violations = OwnWords.removed(violations, client: source.bytes, provider)
        }
        #expect(violations.isEmpty, "seed \(seed), \(provider.testDescription): \(violations)")
        let known = allowedArguments(request)
        let arguments = try written.arguments(dialect)
        #expect(
            arguments.allSatisfy(known.contains), "seed \(seed), \(provider.testDescription)")
        return true
    }

    /// Every spelling that arguments of a conversation may have: as they are, and as one object.
    private static func allowedArguments(_ request: ModelRequest) -> Set<String> {
        var known: Set<String> = []
        for turn in request.turns {
            for case .toolCall(let call) in turn.blocks {
                known.insert(call.arguments)
                known.insert(Arguments.text(call.arguments))
                known.insert(Arguments.object(call.arguments).text)
            }
        }
        return known
    }
}
