import IPC
import JSON
import Testing

@testable import Dialects

@Suite struct ChatPassageTests {
    private static let role =
        #"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#
    private static let text = #"{"model":"m","choices":[{"index":0,"delta":{"content":"hi"}}]}"#
    private static let end = #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
    private static let counts =
        #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func stream(_ events: String...) -> [UInt8] {
        bytes(events.map { "data: \($0)\n\n" }.joined())
    }

    /// Every recorded stream comes out as it went in, wherever it is cut: each boundary for those up to 8 KB, each step of
    /// one byte and 1,000 random places for the longer ones.
    @Test(arguments: RecordedExchange.all(of: "openai-chat").filter { $0.stream != nil })
    func recordedStreamsAreUnchangedHoweverTheyAreCut(exchange: RecordedExchange) throws {
        let recorded = try #require(exchange.stream)
        let whole = feedChat(hidesUsage: false, recorded)
        check(whole, against: recorded, exchange)
        #expect(
            feedChat(hidesUsage: false, recorded, cuts: Array(1..<recorded.count))
                == whole)
        let hidden = feedChat(hidesUsage: true, recorded)
        #expect(
            feedChat(hidesUsage: true, recorded, cuts: Array(1..<recorded.count))
                == hidden)
        // Each byte boundary of all formats is cut in `Pairs`; here a sample is enough.
        let cuts = (0..<50).map { _ in Int.random(in: 1..<recorded.count) }
        for cut in cuts {
            let fed = feedChat(hidesUsage: false, recorded, cuts: [cut])
            if fed != whole { Issue.record("cut at \(cut) differs"); return }
        }
    }

    private func check(_ fed: Fed, against recorded: [UInt8], _ exchange: RecordedExchange) {
        if exchange.tags.contains("error_in_stream") {
            guard case .reported = fed.failure else {
                Issue.record("\(exchange.id): \(String(describing: fed.failure))")
                return
            }
            return #expect(recorded.starts(with: fed.output))
        }
        if exchange.tags.contains("stream_incomplete") {
            let isTerminated = String(decoding: recorded, as: UTF8.self).contains("data: [DONE]")
            #expect(fed.failure == (isTerminated ? nil : .cutShort))
            return #expect(recorded.starts(with: fed.output))
        }
        #expect(fed.failure == nil)
        #expect(
            fed.output == recorded || fed.output == recorded + [0x0a]
                || fed.output == recorded + [0x0a, 0x0a])
        #expect(fed.hasMeaning)
    }

    /// What the provider counted is what we count.
    @Test(
        arguments: RecordedExchange.all(of: "openai-chat").filter {
            $0.stream != nil && !$0.tags.contains("error")
        })
    func reportedCountsAreRead(exchange: RecordedExchange) throws {
        let recorded = try #require(exchange.stream)
        let fed = feedChat(hidesUsage: false, recorded)
        var expected: Int64?
        for line in String(decoding: recorded, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard line.hasPrefix("data:"),
                let chunk = try? JSONDocument(Array(line.dropFirst(5).utf8))
            else { continue }
            let usage = chunk["usage"] ?? chunk["x_groq"]?["usage"]
            if let prompt = usage?["prompt_tokens"]?.int, prompt > 0 { expected = prompt }
        }
        #expect(fed.usage.isReported == (expected != nil))
        #expect(Int64(fed.usage.allInput) == expected ?? 0)
    }

    @Test func meaningBeginsWithTheFirstText() throws {
        var translator = chatPassage(hidesUsage: false)
        var output = ByteQueue()
        try translator.receive(stream(Self.role).span.bytes, into: &output)
        #expect(!translator.hasMeaning)
        try translator.receive(stream(Self.text).span.bytes, into: &output)
        #expect(translator.hasMeaning && translator.model == "m" && translator.textBytes == 2)
    }

    @Test func countsWeAskedForAreHidden() {
        let nulls = #"{"choices":[{"index":0,"delta":{"content":"hi"}}],"usage":null}"#
        let fed = feedChat(
            hidesUsage: true,
            stream(nulls, Self.end, Self.counts, "[DONE]"))
        #expect(
            fed.text
                == "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\ndata: \(Self.end)\n\ndata: [DONE]\n\n"
        )
        #expect(fed.usage.isReported && fed.usage.allInput == 9 && fed.usage.allOutput == 2)
    }

    @Test func countsTheClientAskedForStay() {
        let all = stream(Self.text, Self.end, Self.counts, "[DONE]")
        let fed = feedChat(hidesUsage: false, all)
        #expect(fed.output == all && fed.usage.allInput == 9)
    }

    @Test func countsBesideAChoiceStayEvenWhenWeAsked() {
        let last =
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#
        let all = stream(Self.text, last, "[DONE]")
        let fed = feedChat(hidesUsage: true, all)
        #expect(fed.output == all && fed.usage.allInput == 3)
    }

    @Test func zeroCountsDoNotReplaceRealOnes() {
        let zero = #"{"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}"#
        let fed = feedChat(
            hidesUsage: false,
            stream(Self.text, Self.end, Self.counts, zero, "[DONE]"))
        #expect(fed.usage.allInput == 9)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func allLineEndsAreKept(end: String) {
        let all = bytes(
            ": comment\(end)\(end)data: \(Self.text)\(end)\(end)event: x\(end)data: \(Self.end)\(end)\(end)data:[DONE]\(end)\(end)"
        )
        for step in 1...5 {
            let cuts = Array(stride(from: step, to: all.count, by: step))
            let fed = feedChat(hidesUsage: true, all, cuts: cuts)
            #expect(fed.output == all && fed.failure == nil)
        }
    }

    @Test func anEventOfSeveralDataLinesIsRead() {
        let all =
            bytes("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"hi\"}}]}\n\n")
            + stream(Self.end)
        let fed = feedChat(hidesUsage: false, all)
        #expect(fed.output == all && fed.failure == nil && fed.hasMeaning)
    }

    @Test func endingsThatAreNone() {
        #expect(
            feedChat(hidesUsage: false, stream(Self.text)).failure == .cutShort)
        #expect(feedChat(hidesUsage: false, []).failure == .empty)
        #expect(feedChat(hidesUsage: false, stream(Self.role)).failure == .empty)
        #expect(
            feedChat(hidesUsage: false, bytes(": ping\n\n")).failure == .empty)
        let cut = stream(Self.text) + bytes("data: {\"choi")
        #expect(feedChat(hidesUsage: false, cut).failure == .cutShort)
    }

    @Test func aTerminatorAloneIsNoAnswer() {
        let alone = feedChat(hidesUsage: false, stream("[DONE]"))
        #expect(alone.failure == .empty)
        let role = feedChat(hidesUsage: false, stream(Self.role, "[DONE]"))
        #expect(role.failure == .empty)
    }

    @Test func theLastOfSeveralDataLinesMayLackItsEnd() {
        let all = bytes("data: {\"choices\":[{\"finish_reason\":\ndata: \"stop\"}]}")
        let fed = feedChat(hidesUsage: false, all)
        #expect(fed.failure == nil && fed.output == all + bytes("\n\n"))
    }

    @Test func aMissingBlankLineIsMended() {
        let all = stream(Self.text) + bytes("data: \(Self.end)")
        #expect(feedChat(hidesUsage: false, all).output == all + bytes("\n\n"))
        let line = all + bytes("\n")
        #expect(feedChat(hidesUsage: false, line).output == line + bytes("\n"))
    }

    @Test func garbageAndErrorsAreTold() {
        let garbage = feedChat(hidesUsage: false, stream(Self.text, "{oops"))
        guard case .malformed = garbage.failure else { return #expect(Bool(false)) }
        let page = feedChat(hidesUsage: false, bytes("<html>no</html>\n\n"))
        guard case .malformed = page.failure else { return #expect(Bool(false)) }
        let error = #"{"error":{"message":"slow down","code":429}}"#
        let reported = feedChat(hidesUsage: false, stream(Self.text, error))
        #expect(reported.failure == .reported(bytes(error)))
        #expect(
            reported.output == stream(Self.text, error),
            "what came before is not lost, and the client sees the provider's own error")
        for harmless in ["null", "{}", "false", "\"\""] {
            let chunk = #"{"error":\#(harmless),"choices":[{"delta":{},"finish_reason":"stop"}]}"#
            #expect(feedChat(hidesUsage: false, stream(chunk)).failure == nil)
        }
    }
}
