import Testing

@testable import Dialects

@Suite("anthropic: models and schemas")
struct AnthropicModelTests {
    @Test(
        "names of all makers lead to the same line",
        arguments: [
            ("claude-opus-4-6", 128_000, true, true),
            ("anthropic/claude-opus-4.6", 128_000, true, true),
            ("claude-opus-4-7-20260401", 128_000, true, false),
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", 64_000, false, true),
            ("claude-4.5-sonnet", 64_000, false, true),
            ("claude-sonnet-4-20250514", 64_000, false, true),
            ("claude-opus-4-20250514", 32_000, false, true),
            ("claude-opus-4-1-20250805", 32_000, false, true),
            ("claude-3-7-sonnet@20250219", 64_000, false, true),
            ("claude-3-5-haiku-20241022", 8192, false, false),
            ("claude-3-haiku-20240307", 4096, false, false),
            ("claude-something-9", 128_000, true, false),
        ])
    func lines(_ name: String, _ limit: Int, _ isAdaptive: Bool, _ takesBudget: Bool) throws {
        let model = try #require(AnthropicModel.claude(named: name))
        #expect(model.maxOutput == limit)
        #expect(model.isAdaptive == isAdaptive && model.takesBudget == takesBudget)
    }

    @Test("other models are none")
    func others() {
        #expect(AnthropicModel.claude(named: "kimi-k2") == nil)
        #expect(AnthropicProfile().model("kimi-k2").limitsOutput == false)
    }

    @Test("keywords that the dialect does not know are told in words")
    func formats() throws {
        let schema = RawJSON(
            ##"{"type":"object","properties":{"title":{"type":"string","format":"color","pattern":"^a"},"when":{"type":"string","format":"date-time"},"one":{"oneOf":[{"type":"null"},{"$ref":"#/$defs/D","description":"x"}]}},"$defs":{"D":{"type":"object","properties":{}}}}"##
        )
        let rewritten = try #require(AnthropicFormatSchema.rewritten(schema))
        #expect(
            rewritten.text
                == ##"{"type":"object","properties":{"title":{"type":"string","description":"format: color, pattern: \"^a\""},"when":{"type":"string","format":"date-time"},"one":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/D"}]}},"$defs":{"D":{"type":"object","properties":{},"additionalProperties":false}},"additionalProperties":false}"##
        )
    }

    @Test(
        "schemas that the dialect cannot say",
        arguments: [
            #"{"type":"array","items":{}}"#, "true",
            #"{"type":"object","additionalProperties":{"type":"string"}}"#,
            ##"{"type":"object","properties":{"a":{"$ref":"#"}}}"##,
            ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"object","properties":{"b":{"$ref":"#/$defs/B"}}},"B":{"anyOf":[{"$ref":"#/$defs/A"}]}}}"##,
        ])
    func inexpressible(_ schema: String) {
        #expect(AnthropicFormatSchema.rewritten(RawJSON(schema)) == nil)
    }
}
