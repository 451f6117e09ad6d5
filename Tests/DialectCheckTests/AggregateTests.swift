import DialectCheck
import Testing

/// One answer in every dialect: a thought, a text, a call, twenty tokens in and eight out.
@Suite("aggregates")
struct AggregateTests {
    private static let answers: [(dialect: CheckedDialect, body: String)] = [
        (
            .openaiChat,
            #"{"choices":[{"message":{"content":"hi","reasoning_content":"hm","tool_calls":[{"id":"c1","function":{"name":"clock","arguments":"{ \"tz\" : \"UTC\" }"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":20,"completion_tokens":8,"prompt_tokens_details":{"cached_tokens":4}}}"#
        ),
        (
            .openaiResponses,
            #"{"status":"completed","output":[{"type":"reasoning","summary":[{"text":"hm"}]},{"type":"message","content":[{"type":"output_text","text":"hi"}]},{"type":"function_call","call_id":"c1","name":"clock","arguments":"{\"tz\":\"UTC\"}"}],"usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":4},"output_tokens":8}}"#
        ),
        (
            .anthropic,
            #"{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"hi"},{"type":"tool_use","id":"c1","name":"clock","input":{"tz":"\u0055TC"}}],"stop_reason":"tool_use","usage":{"input_tokens":16,"cache_read_input_tokens":4,"output_tokens":8}}"#
        ),
        (
            .gemini,
            #"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"hi"},{"functionCall":{"id":"c1","name":"clock","args":{"tz":"UTC"}}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":20,"cachedContentTokenCount":4,"candidatesTokenCount":8}}"#
        ),
        (
            .ollama,
            #"{"message":{"content":"hi","thinking":"hm","tool_calls":[{"id":"c1","function":{"name":"clock","arguments":{"tz":"UTC"}}}]},"done":true,"done_reason":"stop","prompt_eval_count":20,"eval_count":8}"#
        ),
        (
            .cohere,
            #"{"message":{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"hi"}],"tool_calls":[{"id":"c1","function":{"name":"clock","arguments":"{\"tz\":\"UTC\"}"}}]},"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":20,"output_tokens":8},"cached_tokens":4}}"#
        ),
        (
            .bedrock,
            #"{"output":{"message":{"content":[{"reasoningContent":{"reasoningText":{"text":"hm"}}},{"text":"hi"},{"toolUse":{"toolUseId":"c1","name":"clock","input":{"tz":"UTC"}}}]}},"stopReason":"tool_use","usage":{"inputTokens":16,"cacheReadInputTokens":4,"outputTokens":8}}"#
        ),
    ]

    @Test(arguments: answers.indices) func everyDialectSaysTheSame(_ index: Int) throws {
        let (dialect, body) = Self.answers[index]
        let answer = DialectCheck.aggregate(dialect, answer: Array(body.utf8))
        #expect(answer.text == "hi")
        #expect(answer.reasoning == "hm")
        #expect(answer.stop == .tools)
        let call = try #require(answer.toolCalls.first)
        #expect(answer.toolCalls.count == 1)
        #expect(call.id == "c1")
        #expect(call.name == "clock")
        #expect(call.argumentsCompact == #"{"tz":"UTC"}"#)
        let cached: Int64 = dialect == .ollama ? 0 : 4
        #expect(answer.usage == CheckedUsage(input: 20, cached: cached, output: 8))
    }

    @Test func streamsAreCollected() {
        var expected = CheckedAnswer()
        expected.toolCalls = [
            CheckedToolCall(id: "call_1", name: "clock", argumentsRaw: #"{"tz":"UTC"}"#)
        ]
        expected.stop = .tools
        expected.usage = CheckedUsage(input: 20, output: 8)
        let chat = Array(OpenAIChatStreamTests.valid.utf8)
        #expect(DialectCheck.aggregate(.openaiChat, stream: chat) == expected)
        expected.text = "hi"
        expected.reasoning = "hm"
        expected.toolCalls[0].id = "toolu_1"
        let messages = Array(AnthropicStreamTests.valid.utf8)
        #expect(DialectCheck.aggregate(.anthropic, stream: messages) == expected)
        expected.toolCalls = [CheckedToolCall(id: "call_1", name: "clock", argumentsRaw: "{}")]
        expected.usage?.reasoning = 2
        let responses = Array(OpenAIResponsesStreamTests.valid.utf8)
        #expect(DialectCheck.aggregate(.openaiResponses, stream: responses) == expected)
    }

    @Test func anythingThatIsNoJSONIsReported() {
        for dialect in CheckedDialect.allCases {
            for bytes: [UInt8] in [[], Array("<html>".utf8), Array("{\"a\":".utf8)] {
                #expect(!DialectCheck.request(dialect, bytes).isEmpty)
                #expect(!DialectCheck.answer(dialect, bytes).isEmpty)
                #expect(!DialectCheck.stream(dialect, bytes).isEmpty)
                #expect(!DialectCheck.error(dialect, bytes).isEmpty)
            }
        }
    }
}
