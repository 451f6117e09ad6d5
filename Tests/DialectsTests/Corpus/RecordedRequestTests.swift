import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("recorded requests, written for every provider")
struct RecordedRequestTests {
    /// What a provider gets of a request; nil where it cannot have it.
    private static func written(
        _ request: ModelRequest, _ source: RequestSource, _ provider: ProviderModel,
        _ client: Dialect
    ) throws -> [UInt8]? {
        let target = provider.target(client)
        let codec = try #require(Codecs.provider(provider.dialect))
        let encoded: EncodedRequest
        do throws(GatewayError) {
            let ruled = TranslationRules.applied(to: request, target)
            encoded = try codec.write(ruled, target)
        } catch {
            #expect(error.status == 400 && error.param != nil)
            #expect(RecordedRefusals.isJust(error, source), "\(provider.testDescription): \(error)")
            return nil
        }
        var body: [UInt8] = []
        encoded.body.append(to: &body, from: source.bytes.span.bytes)
        return body
    }

    @Test("a strict provider takes each of them", arguments: Recordings.requests)
    func strictProviders(_ exchange: Recording) throws {
        guard let client = Codecs.client(exchange.dialect) else { return }
        let source = try #require(try exchange.source())
        let request = try client.read(source)
        for provider in ProviderModel.all {
            guard let body = try Self.written(request, source, provider, exchange.dialect)
            else { continue }
            var violations = provider.violations(of: body)
            if provider.dialect == exchange.dialect {
                violations = OwnWords.removed(violations, client: source.bytes, provider)
            }
            #expect(violations.isEmpty, "\(provider.testDescription): \(violations)")
        }
    }

    @Test("tool arguments come through byte for byte", arguments: Recordings.requests)
    func arguments(_ exchange: Recording) throws {
        guard let client = Codecs.client(exchange.dialect) else { return }
        let source = try #require(try exchange.source())
        let request = try client.read(source)
        for provider in ProviderModel.all {
            guard let body = try Self.written(request, source, provider, exchange.dialect),
                let reader = Codecs.client(provider.dialect)
            else { continue }
            var tape = JSONTape()
            try tape.parse(body)
            let again = try reader.read(
                RequestSource(
                    bytes: body, tape: tape, pathModel: provider.model, streamForm: .none))
            #expect(
                Self.arguments(request).isSuperset(of: Self.arguments(again)),
                "\(provider.testDescription)")
        }
    }

    /// Arguments as a dialect of objects spells them.
    private static func arguments(_ request: ModelRequest) -> Set<String> {
        var arguments: Set<String> = []
        for turn in request.turns {
            for case .toolCall(let call) in turn.blocks {
                arguments.insert(Arguments.object(call.arguments).text)
            }
        }
        return arguments
    }
}
