import Testing

@testable import MockProvider

@Suite struct StreamScriptTests {
    @Test func theGrammarIsKept() throws {
        let (text, last) = try play(chat("m", more: #","stream":true"#))
        #expect(last == .end)
        let frames = events(text)
        #expect(frames.count == 10)
        #expect(value(frames[0], "choices", "0", "delta", "role") == "assistant")
        #expect(value(frames[0], "choices", "0", "delta", "content") == "")
        for frame in frames {
            #expect(value(frame, "id") == "chatcmpl-1")
            #expect(value(frame, "object") == "chat.completion.chunk")
            #expect(value(frame, "created") == "1760000000")
            #expect(value(frame, "model") == "m")
            #expect(value(frame, "usage") == nil)
        }
        let words = frames[1...8].map { value($0, "choices", "0", "delta", "content") ?? "" }
        #expect(words.joined() == "This is a fixed answer from the mock.")
        #expect(value(frames[9], "choices", "0", "delta") == "{}")
        #expect(value(frames[9], "choices", "0", "finish_reason") == "stop")
        #expect(text.hasSuffix("\n\ndata: [DONE]\n\n"))
        #expect(!text.contains("\r"))
    }

    @Test func usageComesOnlyWhenAskedFor() throws {
        let (text, _) = try play(
            chat("m", more: #","stream":true,"stream_options":{"include_usage":true}"#))
        let frames = events(text)
        #expect(frames.count == 11)
        for frame in frames.dropLast() { #expect(value(frame, "usage") == "null") }
        #expect(value(frames[10], "choices") == "[]")
        #expect(value(frames[10], "usage", "completion_tokens") == "8")
    }

    @Test func toolCallsStreamInParts() throws {
        let tools =
            #","stream":true,"tools":[{"type":"function","function":{"name":"f","parameters":"#
            + #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]"#
        let (text, _) = try play(chat("tool+calls=2", more: tools))
        let frames = events(text)
        var arguments = ["", ""]
        var starts = 0
        for frame in frames {
            guard let index = value(frame, "choices", "0", "delta", "tool_calls", "0", "index"),
                let slot = Int(index)
            else { continue }
            let call = ["choices", "0", "delta", "tool_calls", "0"]
            if let id = value(frame, call[0], call[1], call[2], call[3], call[4], "id") {
                #expect(id == "call_mock_\(slot)")
                starts += 1
            }
            arguments[slot] +=
                value(
                    frame, "choices", "0", "delta", "tool_calls", "0", "function", "arguments")
                ?? ""
        }
        #expect(starts == 2)
        #expect(arguments == [#"{"city":"text"}"#, #"{"city":"text"}"#])
        #expect(value(frames[frames.count - 1], "choices", "0", "finish_reason") == "tool_calls")
    }

    @Test func reasoningComesBeforeTheText() throws {
        let (text, _) = try play(
            chat(
                "m+think=2+cached=9+finish=filter+chunks=1",
                more: #","stream":true,"stream_options":{"include_usage":true}"#))
        let frames = events(text)
        let thoughts = frames.map { value($0, "choices", "0", "delta", "reasoning_content") }
        #expect(thoughts == [nil, "I ", "think ", nil, nil, nil])
        #expect(value(frames[3], "choices", "0", "delta", "content") == "1")
        #expect(value(frames[4], "choices", "0", "finish_reason") == "content_filter")
        let usage = ["usage", "completion_tokens_details", "reasoning_tokens"]
        #expect(value(frames[5], usage[0], usage[1], usage[2]) == "2")
        #expect(value(frames[5], "usage", "prompt_tokens_details", "cached_tokens") == "9")
        #expect(value(frames[5], "usage", "total_tokens") == "12")
    }

    @Test func choicesInterleave() throws {
        let (text, _) = try play(chat("m+chunks=2", more: #","stream":true,"n":2"#))
        let indexes = events(text).map { value($0, "choices", "0", "index") ?? "" }
        #expect(indexes == ["0", "1", "0", "1", "0", "1", "0", "1"])
    }

    @Test(arguments: [
        ("silence=after:2", StreamScript.Step.silence), ("cut=after:2", .cut(reset: false)),
        ("cut=reset:2", .cut(reset: true)),
    ])
    func endsAfterSoManyChunks(_ directive: String, _ expected: StreamScript.Step) throws {
        let (text, last) = try play(chat("m+\(directive)", more: #","stream":true"#))
        #expect(last == expected)
        #expect(events(text).count == 3)
    }

    @Test func aCutInsideStillWritesTheEvent() throws {
        let (text, last) = try play(chat("m+cut=inside:1", more: #","stream":true"#))
        #expect(last == .cutInside)
        #expect(events(text).count == 3)
    }

    @Test func faultsBehindTheEndStrikeAtTheEnd() throws {
        let (text, last) = try play(chat("m+cut=after:99", more: #","stream":true"#))
        #expect(last == .cut(reset: false))
        #expect(events(text).count == 9)
    }

    @Test func endingsAreLeftOut() throws {
        let (unterminated, _) = try play(chat("m+noterm", more: #","stream":true"#))
        #expect(events(unterminated).count == 9)
        #expect(!unterminated.contains("[DONE]"))
        let (undone, _) = try play(chat("m+nodone", more: #","stream":true"#))
        #expect(events(undone).count == 10)
        #expect(!undone.contains("[DONE]"))
        let (empty, last) = try play(chat("m+empty", more: #","stream":true"#))
        #expect(empty.isEmpty)
        #expect(last == .end)
    }

    @Test func anErrorEndsTheStream() throws {
        let (text, last) = try play(chat("m+errorstream=after:1", more: #","stream":true"#))
        let frames = events(text)
        #expect(last == .end)
        #expect(frames.count == 3)
        #expect(value(frames[2], "error", "type") == "server_error")
        #expect(!text.contains("[DONE]"))
    }

    @Test func garbageIsOneLine() throws {
        let (text, _) = try play(chat("m+garbage", more: #","stream":true"#))
        let broken = events(text).filter { value($0) == nil }
        #expect(broken.count == 1)
        #expect(text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test func commentsAndLineEnds() throws {
        let (text, _) = try play(chat("m+comments+crlf+chunks=1", more: #","stream":true"#))
        #expect(text.hasPrefix(": mock processing\r\n\r\ndata: {"))
        #expect(text.split(separator: ": mock processing\r\n\r\n").count == 3)
        #expect(text.hasSuffix("data: [DONE]\r\n\r\n"))
    }
}
