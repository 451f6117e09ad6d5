import IPC
import JSON
import Testing

@testable import Dialects

/// What clients see of counts beyond plain tokens: what their dialect has a place for, and nothing else.
@Suite("usage in detail, as clients see it")
struct ShownUsageTests {
    private var usage: TokenUsage {
        var usage = TokenUsage()
        usage.input = 100
        usage.cacheRead = 40
        usage.cacheWrite = 30
        usage.cacheWriteHour = 10
        usage.output = 50
        usage.reasoning = 8
        usage.inputAudio = 60
        usage.inputImage = 5
        usage.outputAudio = 20
        usage.outputImage = 2
        usage.tools[.webSearch] = 3
        usage.tools[.fileSearch] = 1
        usage.service = .priority
        usage.isReported = true
        return usage
    }

    /// The usage of a whole answer, as a client gets it.
    private func shown(_ client: Dialect, _ member: String) throws -> JSONValue {
        var answer = Answer()
        answer.start = AnswerStart(id: "1", model: "m", created: 1)
        answer.blocks = [.text(TextBlock("x"))]
        answer.stop = .end
        answer.usage = usage
        let pair = Pair(client: client, provider: client == .gemini ? .openaiChat : .gemini)
        let bytes = try pair.clientCodec().whole(answer, pair.context(streams: false))
        return try #require(JSONDocument(bytes)[member])
    }

    @Test func anthropic() throws {
        let usage = try shown(.anthropic, "usage")
        #expect(usage["input_tokens"]?.int == 100)
        #expect(usage["cache_creation"]?["ephemeral_1h_input_tokens"]?.int == 10)
        #expect(usage["server_tool_use"]?["web_search_requests"]?.int == 3)
        #expect(usage["server_tool_use"]?["web_fetch_requests"]?.int == 0)
        #expect(usage["service_tier"]?.string == "priority")
    }

    /// The dialect has one tool for searches, whatever the provider calls its own.
    @Test func searchesOfAnOlderTool() throws {
        var writer = JSONWriter()
        var searched = TokenUsage()
        searched.tools[.webSearchPreview] = 2
        AnthropicUsage.write(searched, into: &writer)
        let usage = try JSONDocument(writer.take()).root
        #expect(usage["server_tool_use"]?["web_search_requests"]?.int == 2)
    }

    @Test func chat() throws {
        let usage = try shown(.openaiChat, "usage")
        #expect(usage["prompt_tokens"]?.int == 170)
        #expect(usage["completion_tokens"]?.int == 58)
        #expect(usage["prompt_tokens_details"]?["audio_tokens"]?.int == 60)
        #expect(usage["prompt_tokens_details"]?["image_tokens"]?.int == 5)
        #expect(usage["completion_tokens_details"]?["audio_tokens"]?.int == 20)
        #expect(usage["server_tool_use"] == nil)
    }

    @Test func gemini() throws {
        let usage = try shown(.gemini, "usageMetadata")
        #expect(usage["promptTokenCount"]?.int == 170)
        let kinds = usage["promptTokensDetails"]?.array ?? []
        #expect(kinds.compactMap { $0["tokenCount"]?.int } == [105, 60, 5])
        #expect(kinds.compactMap { $0["modality"]?.string } == ["TEXT", "AUDIO", "IMAGE"])
        let answered = usage["candidatesTokensDetails"]?.array ?? []
        #expect(answered.compactMap { $0["tokenCount"]?.int } == [28, 20, 2])
    }

    @Test func plainTextHasNoKinds() throws {
        var writer = JSONWriter()
        var plain = TokenUsage()
        plain.input = 5
        writer.object { GeminiUsage.write(plain, into: &$0) }
        let text = String(decoding: writer.take(), as: UTF8.self)
        #expect(!text.contains("Details"))
    }

    /// Strict clients of this dialect know no other members.
    @Test func responses() throws {
        let usage = try shown(.openaiResponses, "usage")
        #expect(
            usage["input_tokens_details"]?.members?.map(\.name) == [
                "cached_tokens", "cache_write_tokens",
            ])
        #expect(usage["output_tokens_details"]?.members?.map(\.name) == ["reasoning_tokens"])
    }
}

/// Counts of tools.
@Suite struct ServerToolCountsTests {
    @Test func countsAreKeptByName() {
        var counts = ServerToolCounts()
        #expect(counts.isEmpty)
        counts[.webSearch] = 2
        counts[.fileSearch] += 1
        counts[.webSearch] += 1
        #expect(counts[.webSearch] == 3)
        #expect(counts.entries.map(\.tool) == [.webSearch, .fileSearch])
        counts[.webSearch] = 0
        #expect(counts.entries.map(\.tool) == [.fileSearch])
        counts[.webFetch] = 0
        #expect(counts.entries.count == 1)
    }

    @Test func theOrderDoesNotMatter() {
        var first = ServerToolCounts()
        var second = ServerToolCounts()
        first[.webSearch] = 1
        first[.fileSearch] = 2
        second[.fileSearch] = 2
        second[.webSearch] = 1
        #expect(first == second)
        second[.webFetch] = 1
        #expect(first != second)
    }
}
