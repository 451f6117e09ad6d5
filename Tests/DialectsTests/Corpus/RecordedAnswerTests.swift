import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

/// What one recorded answer becomes for a client.
private struct Told {
    var stream: Outcome
    var plain: Outcome
}

@Suite("recorded answers, told to every client")
struct RecordedAnswerTests {
    private static func tell(_ exchange: Recording, _ client: Dialect) throws -> Told {
        let pair = Pair(client: client, provider: exchange.dialect)
        let bytes = try #require(exchange.bytes)
        let model = exchange.model.isEmpty ? "m" : exchange.model
        return Told(
            stream: try pair.translate(bytes, streams: true, model: model),
            plain: try pair.translate(bytes, streams: false, model: model))
    }

    /// What the provider said, read by the checker of its own dialect.
    private static func said(_ exchange: Recording) throws -> CheckedAnswer {
        let bytes = try #require(exchange.bytes)
        let dialect = exchange.dialect.checked
        return exchange.streams
            ? DialectCheck.aggregate(dialect, stream: bytes)
            : DialectCheck.aggregate(dialect, answer: bytes)
    }

    @Test("a strict client reads each of them", arguments: Recordings.answers)
    func strictClients(_ exchange: Recording) throws {
        for client in Dialect.clients {
            let told = try Self.tell(exchange, client)
            guard !RecordedExceptions.isEmpty(exchange) else {
                #expect(told.stream.failure == .empty && told.plain.failure == .empty)
                continue
            }
            #expect(told.stream.failure == nil && told.plain.failure == nil, "\(client)")
            let stream = DialectCheck.stream(client.checked, told.stream.output)
            #expect(RecordedExceptions.serious(stream, exchange).isEmpty, "\(client): \(stream)")
            let plain = DialectCheck.answer(client.checked, told.plain.output)
            #expect(RecordedExceptions.serious(plain, exchange).isEmpty, "\(client): \(plain)")
        }
    }

    @Test("a stream adds up to the plain answer", arguments: Recordings.answers)
    func streamsAddUp(_ exchange: Recording) throws {
        for client in Dialect.clients {
            let told = try Self.tell(exchange, client)
            let stream = DialectCheck.aggregate(client.checked, stream: told.stream.output)
            let plain = DialectCheck.aggregate(client.checked, answer: told.plain.output)
            #expect(stream.compact == plain.compact, "\(client)")
        }
    }

    @Test(
        "text, reasoning, calls, end and counts are the provider's", arguments: Recordings.answers)
    func nothingIsLost(_ exchange: Recording) throws {
        guard !RecordedExceptions.isEmpty(exchange) else { return }
        let said = try Self.said(exchange)
        for client in Dialect.clients {
            let told = try Self.tell(exchange, client)
            let heard = DialectCheck.aggregate(client.checked, stream: told.stream.output).compact
            let expected = RecordedExceptions.expected(said, exchange, client).compact
            let skipped = RecordedExceptions.incomparable(said, exchange, client)
            for part in CompactAnswer.Part.allCases where !skipped.contains(part) {
                #expect(heard.text(of: part) == expected.text(of: part), "\(client) \(part)")
            }
        }
    }

    @Test(
        "a plain answer on several lines is read as well, and never cuts a frame of the client's",
        arguments: Recordings.answers.filter { !$0.streams && !RecordedExceptions.isEmpty($0) })
    func prettyAnswers(_ exchange: Recording) throws {
        for client in Dialect.clients {
            let pretty = try #require(exchange.pretty)
            let pair = Pair(client: client, provider: exchange.dialect)
            let left = try pair.translate(pretty, streams: true)
            let right = try pair.translate(try #require(exchange.bytes), streams: true)
            #expect(left.failure == right.failure)
            let one = DialectCheck.aggregate(client.checked, stream: left.output)
            let other = DialectCheck.aggregate(client.checked, stream: right.output)
            #expect(one.compact == other.compact, "\(client)")
        }
    }
}
