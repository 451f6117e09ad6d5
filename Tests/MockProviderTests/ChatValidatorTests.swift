import NIOCore
import Testing

@testable import MockProvider

@Suite struct ChatValidatorTests {
    @Test func aMinimalRequestPasses() throws {
        let request = try validate(chat("m"))
        #expect(request.model.base == "m")
        #expect(!request.isStreaming)
        #expect(request.promptTokens == 4)
        #expect(request.conversation.userText == Array("hello there you".utf8))
    }

    @Test func charactersAreScalarsAndNotBytes() throws {
        let request = try validate(chat("m", #"wörld\u00e9\n€𝄞"#))
        #expect(request.conversation.characters == 9)
    }

    @Test func partsAreJoined() throws {
        let request = try validate(
            #"{"model":"m","messages":[{"role":"user","content":["#
                + #"{"type":"text","text":"a b"},{"type":"image_url","image_url":{"url":"data:x"}},"#
                + #"{"type":"text","text":" c"}]}]}"#)
        #expect(request.conversation.userText == Array("a b c".utf8))
        #expect(request.conversation.characters == 5)
    }

    @Test(arguments: [
        (#"{"messages":[]}"#, "model", "missing_required_parameter"),
        (#"{"model":7,"messages":[]}"#, "model", "invalid_type"),
        (#"{"model":"m"}"#, "messages", "missing_required_parameter"),
        (#"{"model":"m","messages":null}"#, "messages", "missing_required_parameter"),
        (#"{"model":"m","messages":{}}"#, "messages", "invalid_type"),
        (#"{"model":"m","messages":[]}"#, "messages", "empty_array"),
        (#"{"model":"m","messages":["x"]}"#, "messages[0]", "invalid_type"),
        (#"{"model":"m","messages":[{}]}"#, "messages[0].role", "missing_required_parameter"),
        (
            #"{"model":"m","messages":[{"role":"boss","content":"x"}]}"#, "messages[0].role",
            "invalid_value"
        ),
        (
            #"{"model":"m","messages":[{"role":"user"}]}"#, "messages[0].content",
            "missing_required_parameter"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":5}]}"#, "messages[0].content",
            "invalid_type"
        ),
        (
            #"{"model":"m","messages":[{"role":"assistant","content":null}]}"#,
            "messages[0].content", "missing_required_parameter"
        ),
        (
            #"{"model":"m","messages":[{"role":"tool","content":"x"}]}"#,
            "messages[0].tool_call_id", "missing_required_parameter"
        ),
        (
            #"{"model":"m","messages":[{"role":"system","content":["#
                + #"{"type":"image_url","image_url":{"url":"data:x"}}]}]}"#,
            "messages[0].content[0].type", "invalid_value"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":["#
                + #"{"type":"image_url","image_url":{"url":"ftp://x"}}]}]}"#,
            "messages[0].content[0].image_url.url", "invalid_image_url"
        ),
    ])
    func brokenMessages(_ body: String, _ parameter: String, _ code: String) throws {
        let error = try #require(refusal(body))
        #expect(error.status == 400)
        #expect(error.type == "invalid_request_error")
        #expect(error.parameter == parameter)
        #expect(error.code == code)
    }

    @Test(
        arguments: [
            (#","stream":"yes""#, "stream", "invalid_type"),
            (#","stream_options":{"include_usage":true}"#, "stream_options", nil),
            (
                #","stream":true,"stream_options":{"include_usage":1}"#,
                "stream_options.include_usage", "invalid_type"
            ),
            (#","temperature":2.5"#, "temperature", "decimal_above_max_value"),
            (#","temperature":"hot""#, "temperature", "invalid_type"),
            (#","top_p":-0.1"#, "top_p", "decimal_below_min_value"),
            (#","n":0"#, "n", "integer_below_min_value"), (#","n":1.5"#, "n", "invalid_type"),
            (#","n":129"#, "n", "integer_above_max_value"),
            (#","max_tokens":0"#, "max_tokens", "integer_below_min_value"),
            (
                #","max_tokens":1,"max_completion_tokens":1"#, "max_tokens",
                "invalid_parameter_combination"
            ),
            (#","stop":["a","b","c","d","e"]"#, "stop", "array_above_max_length"),
            (#","stop":[1]"#, "stop", "invalid_type"),
            (#","top_logprobs":3"#, "top_logprobs", nil),
            (#","logit_bias":{"5":101}"#, "logit_bias.5", "decimal_above_max_value"),
            (#","metadata":{"a":1}"#, "metadata.a", "invalid_type"),
            (#","service_tier":"gold""#, "service_tier", "invalid_value"),
            (#","reasoning_effort":"huge""#, "reasoning_effort", "invalid_value"),
            (#","tool_choice":"auto""#, "tool_choice", nil),
            (#","parallel_tool_calls":true"#, "parallel_tool_calls", nil),
            (#","tools":[]"#, "tools", "empty_array"),
            (#","tools":[{"type":"magic"}]"#, "tools[0].type", "invalid_value"),
            (
                #","tools":[{"type":"function","function":{"name":"a b"}}]"#,
                "tools[0].function.name", "invalid_value"
            ),
            (
                #","tools":[{"type":"function","function":{"name":"a","parameters":[]}}]"#,
                "tools[0].function.parameters", "invalid_type"
            ),
            (
                #","tools":[{"type":"function","function":{"name":"a"}}],"#
                    + #""tool_choice":{"type":"function","function":{"name":"b"}}"#, "tool_choice",
                nil
            ),
            (#","response_format":{"type":"xml"}"#, "response_format.type", "invalid_value"),
            (
                #","response_format":{"type":"json_schema"}"#, "response_format.json_schema",
                "missing_required_parameter"
            ),
        ] as [(String, String, String?)])
    func brokenFields(_ more: String, _ parameter: String, _ code: String?) throws {
        let error = try #require(refusal(chat("m", more: more)))
        #expect(error.status == 400)
        #expect(error.parameter == parameter)
        #expect(error.code == code)
    }

    @Test func nullCountsAsAbsent() throws {
        let request = try validate(
            chat("m", more: #","stream":null,"n":null,"stream_options":null,"tools":null"#))
        #expect(request.choiceCount == 1)
    }

    @Test func onlyStrictModelsRefuseUnknownFields() throws {
        _ = try validate(chat("m", more: #","top_k":5"#))
        let error = try #require(refusal(chat("strict-1", more: #","top_k":5"#)))
        #expect(error.code == "unknown_parameter")
        #expect(error.parameter == "top_k")
    }

    @Test func brokenJSONIsPlaced() throws {
        let error = try #require(refusal("{\"model\":\n tru}"))
        #expect(error.status == 400)
        #expect(error.message.contains("line 2"))
        #expect(error.parameter == nil)
    }

    @Test func aMisunderstoodDirectiveIsRefused() throws {
        #expect(refusal(chat("m+nonsense"))?.code == "mock_bad_directive")
    }

    @Test func errorsHaveAllFourKeys() {
        let body = String(buffer: ProviderError.invalid("a \"b\"").body)
        #expect(
            body == #"{"error":{"message":"a \"b\"","type":"invalid_request_error","#
                + #""param":null,"code":null}}"#)
    }
}
