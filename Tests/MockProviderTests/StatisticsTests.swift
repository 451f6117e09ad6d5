import NIOCore
import Testing

@testable import MockProvider

@Suite struct StatisticsTests {
    @Test func booksAreBounded() {
        var statistics = Statistics()
        for index in 0..<(Limits.countedModels + 50) { statistics.begin("m\(index)") }
        #expect(statistics.models.count <= Limits.countedModels + 1)
        #expect(statistics.models["(other)"]?.requests == 50)
        for index in 0..<150 {
            statistics.note(
                .init(
                    model: "m", time: .uptimeNanoseconds(UInt64(index)), sinceLastWrite: .zero,
                    chunks: index))
        }
        #expect(statistics.cancellations.count == Limits.rememberedCancellations)
        #expect(statistics.cancellations.first?.chunks == 50)
    }

    @Test func theLogIsBounded() throws {
        var log = RequestLog()
        var parser = RequestParser()
        let body = String(repeating: "x", count: 100 << 10)
        for _ in 0..<(Limits.rememberedRequests + 10) {
            parser.receive(ByteBuffer(string: wire(body)))
            guard case .request(let request) = try parser.next() else { continue }
            log.append(request, at: .uptimeNanoseconds(0))
        }
        let json = String(buffer: log.json(last: Limits.rememberedRequests))
        #expect(json.utf8.count <= Limits.rememberedBytes + (1 << 20))
        #expect(value(json, "requests", "0", "body_bytes") == "\(100 << 10)")
        #expect(json.contains("\"sequence\":\(Limits.rememberedRequests + 10),"))
    }

    @Test func longBodiesLeaveAHash() throws {
        var log = RequestLog()
        var parser = RequestParser()
        parser.receive(ByteBuffer(string: wire(String(repeating: "x", count: 2 << 20))))
        guard case .request(let request) = try parser.next() else { return }
        log.append(request, at: .uptimeNanoseconds(0))
        let json = String(buffer: log.json(last: 1))
        #expect(value(json, "requests", "0", "body") == "null")
        #expect(value(json, "requests", "0", "body_fnv1a64") != nil)
    }

    @Test func theHashIsTheKnownOne() {
        #expect(RequestLog.hash(ByteBuffer(string: "foobar")) == 0x8594_4171_F739_67E8)
    }
}
