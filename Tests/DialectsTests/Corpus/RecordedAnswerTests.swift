import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("recorded answers, told to every client")
struct RecordedAnswerTests {
    @Test func explore() throws {
        print("n", Recordings.all.count, Recordings.answers.count, Recordings.streams.count, Recordings.requests.count)
        for exchange in Recordings.answers {
            let bytes = exchange.bytes!
            let source = exchange.streams ? DialectCheck.aggregate(exchange.dialect.checked, stream: bytes)
                : DialectCheck.aggregate(exchange.dialect.checked, answer: bytes)
            for client in Dialect.clients {
                let pair = Pair(client: client, provider: exchange.dialect)
                let stream = try pair.translate(bytes, streams: true, model: exchange.model)
                let plain = try pair.translate(bytes, streams: false, model: exchange.model)
                if let f = stream.failure { print("FAIL", exchange.id, client, f); continue }
                if let f = plain.failure { print("FAILP", exchange.id, client, f); continue }
                let v = DialectCheck.stream(client.checked, stream.output)
                if !v.isEmpty { print("VIOLS", exchange.id, client, v.prefix(3)) }
                let w = DialectCheck.answer(client.checked, plain.output)
                if !w.isEmpty { print("VIOLP", exchange.id, client, w.prefix(3)) }
                let a = DialectCheck.aggregate(client.checked, stream: stream.output)
                let b = DialectCheck.aggregate(client.checked, answer: plain.output)
                if a != b { print("DIFF", exchange.id, client, "\n   ", a, "\n   ", b) }
                if a.text != source.text { print("TEXT", exchange.id, client, "\n   ", source.text.debugDescription, "\n   ", a.text.debugDescription) }
                if a.toolCalls.map({ $0.name + $0.argumentsCompact }) != source.toolCalls.map({ $0.name + $0.argumentsCompact }) { print("CALLS", exchange.id, client, "\n   ", source.toolCalls, "\n   ", a.toolCalls) }
                if a.stop != source.stop { print("STOP", exchange.id, client, source.stop as Any, a.stop as Any) }
                if a.usage != source.usage { print("USAGE", exchange.id, client, source.usage as Any, a.usage as Any) }
                if a.reasoning != source.reasoning { print("REAS", exchange.id, client, "\n   ", source.reasoning.debugDescription.prefix(200), "\n   ", a.reasoning.debugDescription.prefix(200)) }
            }
        }
    }
}
