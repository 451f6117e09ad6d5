import IPC
import JSON
import Testing

@testable import Admin

/// What logd answers passes through as it comes, at the client's pace.
@Suite struct LedgerPassageTests {
    private let absent = APIError(absent: "logd")

    @Test func bytesPassAsTheyAre() throws {
        let ledger = try LedgerCase()
        #expect(try ledger.get("/api/logs/requests") == nil)
        let reading = try #require(ledger.daemons.readings.first)
        reading.begin()
        let sink = FakeSink()
        try #require(ledger.flow).begin(sink)
        reading.send(#"{"data":[],"#)
        reading.send(#""next":null}"#)
        #expect(sink.text == #"{"data":[],"next":null}"# && !sink.hasEnded)
        reading.end()
        #expect(sink.hasEnded && reading.consumed == sink.bytes.count)
    }

    @Test func aSignThatLogdIsAtWorkPassesToo() throws {
        let ledger = try LedgerCase()
        _ = try ledger.get("/api/logs/requests/export", "format=csv&search=rare")
        let reading = try #require(ledger.daemons.readings.first)
        reading.begin("text/csv")
        let sink = FakeSink()
        try #require(ledger.flow).begin(sink)
        reading.send("")
        #expect(sink.signs == 1 && sink.bytes.isEmpty && !sink.hasEnded)
        reading.send("row")
        reading.end()
        #expect(sink.signs == 1 && sink.text == "row" && sink.hasEnded)
    }

    @Test func aClientThatDoesNotReadStopsLogd() throws {
        let ledger = try LedgerCase()
        _ = try ledger.get("/api/logs/requests/export", "format=csv")
        let reading = try #require(ledger.daemons.readings.first)
        #expect(ledger.daemons.pages.first?.export == true)
        #expect(ledger.daemons.pages.first?.format == .csv)
        reading.begin("text/csv")
        let sink = FakeSink()
        sink.room = 4
        let flow = try #require(ledger.flow)
        flow.begin(sink)
        reading.send("0123456789")
        reading.send("abc")
        // Only what the client has taken is given back as room.
        #expect(sink.text == "0123" && reading.consumed == 4)
        reading.end()
        #expect(!sink.hasEnded)
        sink.room = 3
        flow.proceed()
        #expect(sink.text == "0123456" && reading.consumed == 7)
        sink.room = 100
        flow.proceed()
        #expect(sink.text == "0123456789abc" && sink.hasEnded)
    }

    @Test func whatLogdRefusesIsSaid() throws {
        let ledger = try LedgerCase()
        var status: Int?
        _ = try ledger.get("/api/logs/requests", "cursor=x")
        let reading = try #require(ledger.daemons.readings.first)
        #expect(ledger.responder?.isWaiting == true)
        reading.begin(refused: "the cursor is of another filter")
        #expect(ledger.responder?.isWaiting == false && reading.isCancelled)
        ledger.daemons.answer = { _ in .failure(APIError(absent: "logd")) }
        status = try ledger.get("/api/ledger")?.status
        #expect(status == 503)
    }

    @Test func anAnswerThatBreaksOffIsCut() throws {
        let ledger = try LedgerCase()
        _ = try ledger.get("/api/logs/attempts")
        let reading = try #require(ledger.daemons.readings.first)
        reading.begin()
        let sink = FakeSink()
        sink.room = 1
        try #require(ledger.flow).begin(sink)
        reading.send("ab")
        reading.fail(absent)
        // What came before is still worth having.
        #expect(sink.broken == nil)
        sink.room = 5
        ledger.flow?.proceed()
        #expect(sink.text == "ab" && sink.broken == .internal && !sink.hasEnded)
    }

    @Test func whoLeavesStopsLogd() throws {
        let ledger = try LedgerCase()
        _ = try ledger.get("/api/logs/calls")
        ledger.responder?.withdraw()
        #expect(ledger.daemons.readings[0].isCancelled)
        _ = try ledger.get("/api/logs/calls")
        ledger.daemons.readings[1].begin()
        try #require(ledger.flow).begin(FakeSink())
        ledger.flow?.cancel()
        #expect(ledger.daemons.readings[1].isCancelled)
        // Somebody was told already that it takes too long.
        _ = try ledger.get("/api/logs/calls")
        ledger.responder?.fail(APIError(.timeout, "timeout", "Too long."))
        ledger.daemons.readings[2].begin()
        #expect(ledger.daemons.readings[2].isCancelled)
    }

    @Test func exportsHavePlaces() throws {
        let ledger = try LedgerCase()
        for _ in 0..<LedgerLimits.exports {
            #expect(try ledger.get("/api/logs/requests/export") == nil)
        }
        let refused = try ledger.get("/api/logs/calls/export")
        #expect(refused?.status == 503 && refused?.code == "busy")
        ledger.daemons.readings[0].fail(absent)
        #expect(try ledger.get("/api/logs/calls/export") == nil)
        #expect(try ledger.get("/api/logs/requests") == nil)
    }
}
