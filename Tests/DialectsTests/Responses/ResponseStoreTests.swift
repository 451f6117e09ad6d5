import Foundation
import IPC
import Testing

@testable import Dialects

@Suite struct ResponseStoreTests {
    private func transcript(_ text: String) throws -> ResponseTranscript {
        let source = try ResponsesTesting.source(#"{"model":"m","input":"\#(text)"}"#)
        return try #require(
            ResponseTranscript(
                source,
                response: Array(
                    #"{"output":[{"type":"message","role":"assistant","content":"b"}]}"#.utf8)))
    }

    @Test("a conversation goes on where it stopped")
    func expands() throws {
        let transcript = try transcript("a\\n")
        let source = try ResponsesTesting.source(
            #"{"model":"m","previous_response_id":"resp_1","input":[{"role":"user","content":"c"}],"n":1.0}"#
        )
        #expect(ResponsesCodec.previousResponseID(source) == "resp_1")
        let whole = try ResponsesCodec.expanded(source, transcript)
        #expect(
            String(decoding: whole.bytes, as: UTF8.self)
                == #"{"model":"m","input":[{"type":"message","role":"user","content":"a\n"},"#
                + #"{"type":"message","role":"assistant","content":"b"},{"role":"user","content":"c"}],"n":1.0}"#
        )
        #expect(ResponsesCodec.previousResponseID(whole) == nil)
        // The next answer's transcript holds all of it.
        let next = try #require(
            ResponseTranscript(whole, response: Array(#"{"output":[]}"#.utf8)))
        let request = try ResponsesTesting.source(#"{"model":"m","input":"d"}"#)
        let read = try ResponsesCodec.read(ResponsesCodec.expanded(request, next))
        #expect(read.turns.map(\.role) == [.user, .assistant, .user, .user])
    }

    @Test("pitfall 180: what is not known is refused by a code that clients act on")
    func pitfall180Unknown() {
        let error = ResponsesCodec.previousNotFound("resp_x")
        #expect(error.status == 400 && error.code == "previous_response_not_found")
        #expect(error.param == "previous_response_id")
        #expect(ResponsesCodec.notFound("resp_x").status == 404)
    }

    @Test("answers belong to their owner, and can be taken back")
    func owners() throws {
        var store = ResponseStore()
        store.remember(owner: "k1", id: "resp_1", try transcript("a"), response: [1, 2], now: 0)
        #expect(store.response("resp_1", owner: "k1", now: 1) == [1, 2])
        #expect(store.response("resp_1", owner: "k2", now: 1) == nil)
        #expect(store.transcript(of: "resp_1", owner: "k2", now: 1) == nil)
        let byOther = store.delete("resp_1", owner: "k2", now: 1)
        let byOwner = store.delete("resp_1", owner: "k1", now: 1)
        #expect(!byOther && byOwner)
        #expect(store.count == 0 && store.bytes == 0)
    }

    @Test("age, number and size are bounded; the oldest go first")
    func bounds() throws {
        let one = try transcript("a")
        let size = one.items.count + 2
        var store = ResponseStore(
            ResponseStore.Limits(entries: 3, bytes: size * 2, entryBytes: size, seconds: 10))
        for number in 0..<4 {
            store.remember(owner: "k", id: "r\(number)", one, response: [1, 2], now: Int64(number))
        }
        #expect(store.count == 2 && store.bytes == size * 2)
        #expect(store.response("r1", owner: "k", now: 4) == nil)
        #expect(store.response("r2", owner: "k", now: 11) != nil)
        #expect(store.response("r2", owner: "k", now: 12) == nil)
        #expect(store.response("r3", owner: "k", now: 12) != nil)
        let isKept = store.remember(owner: "k", id: "big", one, response: [1, 2, 3], now: 12)
        #expect(!isKept && store.count == 1)
    }

    @Test("an answer that is stored again is as old as the second time")
    func again() throws {
        var store = ResponseStore(
            ResponseStore.Limits(entries: 10, bytes: 1 << 20, entryBytes: 1 << 20, seconds: 10))
        let one = try transcript("a")
        for now in 0..<5000 {
            store.remember(owner: "k", id: "r", one, response: [1], now: Int64(now))
        }
        #expect(store.count == 1 && store.bytes == one.items.count + 1)
        #expect(store.response("r", owner: "k", now: 5008) != nil)
        #expect(store.response("r", owner: "k", now: 5009) == nil)
    }

    @Test("store says what may be kept")
    func stored() throws {
        #expect(try ResponsesCodec.isStored(ResponsesTesting.source(#"{"model":"m"}"#)))
        #expect(
            try !ResponsesCodec.isStored(ResponsesTesting.source(#"{"model":"m","store":false}"#)))
        #expect(
            try !ResponsesCodec.isStored(
                ResponsesTesting.source(#"{"model":"m"}"#, endpoint: .compact)))
        #expect(
            ResponsesCodec.deleted("resp_1")
                == Array(#"{"id":"resp_1","object":"response","deleted":true}"#.utf8))
    }
}
