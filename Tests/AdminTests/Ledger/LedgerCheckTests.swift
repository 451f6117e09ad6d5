import IPC
import JSON
import Testing

@testable import Admin

/// A check of the ledger takes as long as it takes.
@Suite struct LedgerCheckTests {
    private func begun(_ ledger: LedgerCase) throws -> FakeSink {
        #expect(try ledger.get("/api/ledger/check", method: .post)?.status == 200)
        let sink = FakeSink()
        try #require(ledger.flow).begin(sink)
        return sink
    }

    @Test func itShowsThatItGoesOn() throws {
        let ledger = try LedgerCase()
        ledger.daemons.holdsBack = true
        let sink = try begun(ledger)
        #expect(sink.text.isEmpty && ledger.waits == [LedgerLimits.checkSign])
        ledger.elapse()
        ledger.elapse()
        #expect(sink.text == "  ")
        ledger.daemons.release(.success(ApplyResult(ok: false, error: "a\nb")))
        #expect(sink.hasEnded && ledger.waits.isEmpty)
        #expect(sink.text == #"  {"ok":false,"problems":["a","b"],"failure":null}"#)
        #expect(ledger.daemons.orders == [LedgerCommand(action: .check)])
        #expect(ledger.responder?.changesNothing == true)
    }

    @Test func aSlowClientGetsAllOfIt() throws {
        let ledger = try LedgerCase()
        ledger.daemons.holdsBack = true
        let sink = try begun(ledger)
        sink.room = 3
        ledger.daemons.release(.success(ApplyResult(ok: true)))
        #expect(sink.text == #"{"o"# && !sink.hasEnded)
        sink.room = 100
        ledger.flow?.proceed()
        #expect(sink.text == #"{"ok":true,"problems":[],"failure":null}"# && sink.hasEnded)
    }

    @Test func oneAtATimeAlsoWhenItsClientHasLeft() throws {
        let ledger = try LedgerCase()
        ledger.daemons.holdsBack = true
        _ = try begun(ledger)
        ledger.flow?.cancel()
        #expect(ledger.waits.isEmpty)
        #expect(try ledger.get("/api/ledger/check", method: .post)?.status == 503)
        ledger.daemons.release(.failure(APIError(absent: "logd")))
        let sink = try begun(ledger)
        ledger.daemons.release(.failure(APIError(absent: "logd")))
        let told = #"{"ok":false,"problems":[],"failure":"logd does not answer."}"#
        #expect(sink.text == told && sink.hasEnded)
    }
}
