import JSON
import Testing

@testable import Dialects

@Suite("openai-chat: token counts")
struct ChatUsageTests {
    private func read(_ json: String) -> TokenUsage? {
        let bytes = Array(json.utf8)
        var tape = JSONTape()
        guard (try? tape.parse(bytes)) != nil else { return nil }
        return ChatUsage.read(tape.root, tape, bytes.span.bytes)
    }

    @Test("cached, written and reasoning tokens are parts of the totals")
    func parts() throws {
        let usage = try #require(
            read(
                #"{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10,"audio_tokens":3},"completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":1}}"#
            ))
        #expect(usage.input == 30 && usage.cacheRead == 60 && usage.cacheWrite == 10)
        #expect(usage.output == 30 && usage.reasoning == 20)
        #expect(usage.inputAudio == 3 && usage.outputAudio == 1)
        #expect(usage.total == 150)
    }

    @Test(
        "hosts' own names for cached tokens",
        arguments: ["prompt_cache_hit_tokens", "cached_tokens"])
    func cached(_ name: String) throws {
        let usage = try #require(read(#"{"prompt_tokens":10,"completion_tokens":1,"\#(name)":4}"#))
        #expect(usage.cacheRead == 4 && usage.input == 6)
    }

    @Test("pitfall 153: reasoning beside the completion is found by the total")
    func pitfall153() throws {
        let usage = try #require(
            read(
                #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":35,"completion_tokens_details":{"reasoning_tokens":20}}"#
            ))
        #expect(usage.output == 5 && usage.reasoning == 20 && usage.allOutput == 25)
    }

    @Test("thoughts that the total alone tells of")
    func unnamedThoughts() throws {
        let usage = try #require(
            read(#"{"prompt_tokens":66,"completion_tokens":6,"total_tokens":100}"#))
        #expect(usage.output == 6 && usage.reasoning == 28 && usage.total == 100)
        // Where something else may be in the total, it says nothing of thoughts.
        let cached = try #require(
            read(
                #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":45,"prompt_tokens_details":{"cached_tokens":30}}"#
            ))
        #expect(cached.reasoning == 0)
        // With a part of the prompt from the cache as well.
        let thought = try #require(
            read(
                #"{"prompt_tokens":1469,"completion_tokens":744,"total_tokens":2496,"prompt_tokens_details":{"cached_tokens":1024}}"#
            ))
        #expect(thought.reasoning == 283 && thought.output == 744 && thought.cacheRead == 1024)
        // A cache that is read and written, both beside the prompt.
        let apart = try #require(
            read(
                #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":65,"cache_read_input_tokens":30,"cache_creation_input_tokens":20}"#
            ))
        #expect(apart.reasoning == 0)
        let unknown = try #require(read(#"{"completion_tokens":10,"total_tokens":110}"#))
        #expect(unknown.allOutput == 10)
        let pictures = try #require(
            read(
                #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":45,"completion_tokens_details":{"image_tokens":30}}"#
            ))
        #expect(pictures.reasoning == 0)
    }

    @Test("pitfall 155: more cached than prompt tokens are counted beside them")
    func pitfall155() throws {
        let usage = try #require(
            read(
                #"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":30}}"#
            ))
        #expect(usage.input == 10 && usage.cacheRead == 30 && usage.allInput == 40)
    }

    @Test("pitfall 154: cumulative counts replace, they do not add up")
    func pitfall154() throws {
        let chunk: (Int) -> String = {
            ChatTesting.chunk(
                #"{"content":"a"}"#, finish: $0 == 3 ? "stop" : nil,
                more: #","usage":{"prompt_tokens":10,"completion_tokens":\#($0)}"#)
        }
        let events = try ChatTesting.decode([chunk(1), chunk(2), chunk(3)])
        #expect(ChatTesting.answer(events).usage.output == 3)
    }

    @Test("pitfall 156: details of sound survive")
    func pitfall156() {
        var usage = TokenUsage()
        (usage.input, usage.inputAudio, usage.output, usage.outputAudio) = (10, 4, 5, 2)
        var writer = JSONWriter()
        ChatUsage.write(usage, into: &writer)
        let view = JSONView(writer.take())
        #expect(view["prompt_tokens_details.audio_tokens"] == "4")
        #expect(view["completion_tokens_details.audio_tokens"] == "2")
    }

    @Test("pitfall 151: counts of a cache are part of the prompt here")
    func pitfall151() {
        var usage = TokenUsage()
        (usage.input, usage.cacheRead, usage.cacheWrite, usage.output, usage.reasoning) =
            (1, 20, 300, 5, 6)
        var writer = JSONWriter()
        ChatUsage.write(usage, into: &writer)
        let view = JSONView(writer.take())
        #expect(view["prompt_tokens"] == "321" && view["completion_tokens"] == "11")
        #expect(view["total_tokens"] == "332")
        #expect(view["prompt_tokens_details.cached_tokens"] == "20")
    }

    @Test("nothing and zeros are no report; counts like 12.0 are")
    func reports() {
        #expect(read("{}") == nil)
        #expect(read(#"{"prompt_tokens":null,"completion_tokens":null}"#) == nil)
        #expect(read(#"{"prompt_tokens":12.0,"completion_tokens":1}"#)?.input == 12)
        #expect(read(#"{"prompt_tokens":-5,"completion_tokens":1}"#)?.input == 0)
    }
}
