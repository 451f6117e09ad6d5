import IPC
import Testing

@testable import Route

/// Whose bodies are recorded.
@Suite struct RecordedBodiesTests {
    private func chooser(_ id: String, _ choice: Bool?) -> ClientKey {
        ClientKey(id: id, recordBodies: choice)
    }

    @Test func nobodysWithoutAWord() {
        let bodies = RecordedBodies(nil, [chooser("a", nil), chooser("b", false)])
        #expect(["", "a", "b", "c"].allSatisfy { bodies.bytes(of: $0) == 0 })
    }

    @Test func aKeysChoiceWins() {
        let keys = [chooser("on", true), chooser("off", false), chooser("usual", nil)]
        let off = RecordedBodies(LedgerSettings(bodyBytes: 1_000), keys)
        #expect(off.bytes(of: "on") == 1_000)
        #expect(off.bytes(of: "off") == 0)
        #expect(off.bytes(of: "usual") == 0)
        #expect(off.bytes(of: "") == 0)
        let on = RecordedBodies(LedgerSettings(recordBodies: true, bodyBytes: 1_000), keys)
        #expect(on.bytes(of: "on") == 1_000)
        #expect(on.bytes(of: "off") == 0)
        #expect(on.bytes(of: "usual") == 1_000)
        #expect(on.bytes(of: "") == 1_000)
    }

    @Test func thereIsAUsualSizeAndAMost() {
        #expect(RecordedBodies(LedgerSettings(recordBodies: true), []).bytes(of: "") == 65_536)
        let all = LedgerSettings(recordBodies: true, bodyBytes: .max)
        #expect(RecordedBodies(all, []).bytes(of: "") == 262_144)
    }

    @Test func leasesSaySo() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        var recorded = key("a", 1)
        recorded.recordBodies = true
        var routing = RoutingSettings()
        routing.ledger = LedgerSettings(retentionDays: 9, bodyBytes: 5_000)
        let result = router.apply(
            RouteConfiguration(
                connections: [connection("x")], keys: [recorded], settings: .standard,
                routing: routing), wall: 2_000_000)
        #expect(result.ok, "\(result.error)")
        let ask = RouteAsk(model: "x/m", keyID: "k-a", attempt: 1)
        guard case .lease(let lease) = router.answer(ask)?.answer else {
            Issue.record("no lease")
            return
        }
        #expect(lease.recordBodyBytes == 5_000)
        #expect(router.lease("x/m")?.recordBodyBytes == 0)
        #expect(router.ledger.retentionDays == 9)
    }
}
