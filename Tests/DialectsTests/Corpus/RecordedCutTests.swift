import IPC
import Testing

@testable import Dialects

@Suite("recorded streams, cut anywhere")
struct RecordedCutTests {
    private static let streams = Recordings.all.filter { $0.isChat && $0.streams }
    /// Longer ones are not cut everywhere.
    private static let longest = 8192
    private static let short = streams.filter { ($0.bytes?.count ?? 0) <= longest }

    /// Each stream has a client of its own in the longest tests: what cuts can change comes before any client.
    private static func client(_ exchange: Recording) -> Dialect {
        let sum = exchange.id.utf8.reduce(0) { $0 &+ Int($1) }
        return Dialect.clients[sum % Dialect.clients.count]
    }

    private static func cutting(
        _ exchange: Recording, _ client: Dialect
    ) throws -> Cutting<Translation> {
        let pair = Pair(client: client, provider: exchange.dialect)
        return Cutting(
            fresh: try pair.translation(pair.context(streams: true)),
            bytes: try #require(exchange.bytes))
    }

    private static func passing(_ exchange: Recording) throws -> Cutting<Passage>? {
        guard let codec = Codecs.passthrough(exchange.dialect) else { return nil }
        let pair = Pair(client: exchange.dialect, provider: exchange.dialect)
        let context = pair.context(streams: true)
        let translation = try pair.translation(context)
        let passage = Passage(
            codec.makeObserver(context.plan), try pair.providerCodec().framing, streams: true
        ) { translation }
        return Cutting(fresh: passage, bytes: try #require(exchange.bytes))
    }

    @Test("streams up to 8 KB in two pieces, for every place", arguments: short)
    func everyPlace(_ exchange: Recording) throws {
        #expect(try Self.cutting(exchange, Self.client(exchange)).everyPlace() == nil)
        if let passing = try Self.passing(exchange) { #expect(passing.everyPlace() == nil) }
    }

    /// All clients for short streams, its own for a long one.
    private static func clients(_ exchange: Recording) -> [Dialect] {
        let isShort = (exchange.bytes?.count ?? 0) <= longest
        return isShort ? Dialect.clients : [client(exchange)]
    }

    @Test("byte by byte", arguments: streams)
    func bytewise(_ exchange: Recording) throws {
        for client in Self.clients(exchange) {
            let cutting = try Self.cutting(exchange, client)
            #expect(cutting.bytewise() == cutting.result(cuts: []), "\(client)")
        }
        if let passing = try Self.passing(exchange) {
            #expect(passing.bytewise() == passing.result(cuts: []))
        }
    }

    @Test("at a thousand random places", arguments: streams)
    func randomPlaces(_ exchange: Recording) throws {
        var random = SeededRandom(seed: 1)
        let count = exchange.bytes?.count ?? 0
        let cuts = (0..<1000).map { _ in random.number(0...count) }.sorted()
        for client in Self.clients(exchange) {
            let cutting = try Self.cutting(exchange, client)
            #expect(cutting.result(cuts: cuts) == cutting.result(cuts: []), "\(client)")
        }
        if let passing = try Self.passing(exchange) {
            #expect(passing.result(cuts: cuts) == passing.result(cuts: []))
        }
    }
}
