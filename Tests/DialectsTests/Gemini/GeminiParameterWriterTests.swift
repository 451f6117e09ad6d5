import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: writing parameters")
struct GeminiParameterWriterTests {
    private typealias T = GeminiTesting

    private let chat = T.target(client: .openaiChat)

    private func config(_ request: ModelRequest, _ target: Target) throws -> JSONValue? {
        try T.json(request, target)["generationConfig"]
    }

    @Test("pitfall 114 and 116: the limit and the stop texts are said")
    func limits() throws {
        var request = T.request()
        request.sampling.maxOutputTokens = 50
        request.sampling.stop = ["a", "", "b", "c", "d", "e", "f"]
        let encoded = try GeminiCodec.write(request, T.target(client: .anthropic))
        #expect(encoded.warnings.count == 1)
        let config = try #require(try config(request, T.target(client: .anthropic)))
        #expect(config.raw("maxOutputTokens") == "50")
        #expect(config.raw("stopSequences") == #"["a","b","c","d","e"]"#)
    }

    @Test("numbers stay as they were written, as far as they are legal")
    func numbers() throws {
        var request = T.request()
        request.sampling.temperature = NumberText("0.70")
        request.sampling.topP = NumberText("0.90")
        request.sampling.topK = NumberText("40.0")
        request.sampling.seed = NumberText("7")
        request.sampling.presencePenalty = NumberText("0.1")
        request.sampling.minP = NumberText("0.2")
        var text = try config(request, chat)?.rawText
        #expect(
            text == #"{"temperature":0.70,"topP":0.90,"topK":40,"seed":7,"presencePenalty":0.1}"#)
        request.sampling = Sampling()
        request.sampling.temperature = NumberText("3")
        request.sampling.topK = NumberText("0")
        request.sampling.seed = NumberText("12345678901234567890")
        text = try config(request, chat)?.rawText
        #expect(text == #"{"temperature":2}"#)
        #expect(try config(T.request(), chat) == nil)
    }

    @Test("several answers and biases", arguments: [Dialect.openaiChat, .gemini])
    func refused(_ client: Dialect) throws {
        var request = T.request()
        request.sampling.candidates = 2
        #expect(throws: GatewayError.self) { try T.write(request, T.target(client: client)) }
    }

    @Test("log probabilities are for clients of this dialect")
    func logprobs() throws {
        var request = T.request()
        request.sampling.logprobs = true
        request.sampling.topLogprobs = 3
        #expect(
            try config(request, T.target())?.rawText == #"{"responseLogprobs":true,"logprobs":3}"#)
        #expect(try config(request, chat) == nil)
        #expect(try !GeminiCodec.write(request, chat).warnings.isEmpty)
    }

    // MARK: Thinking

    private func thinking(
        _ model: String, client: Dialect = .gemini, _ change: (inout ReasoningRequest) -> Void
    ) throws -> String? {
        var request = T.request()
        var reasoning = ReasoningRequest()
        change(&reasoning)
        request.reasoning = reasoning
        return try config(request, T.target(model, client: client))?.raw("thinkingConfig")
    }

    @Test(
        "pitfall 145: an effort is the nearest that the model has",
        arguments: [
            ("gemini-3-pro-preview", ReasoningRequest.Effort.none, #"{"thinkingLevel":"LOW"}"#),
            ("gemini-3-pro-preview", .minimal, #"{"thinkingLevel":"LOW"}"#),
            ("gemini-3-pro-preview", .medium, #"{"thinkingLevel":"HIGH"}"#),
            ("gemini-3.1-pro-preview", .medium, #"{"thinkingLevel":"MEDIUM"}"#),
            ("gemini-3.5-flash", .none, #"{"thinkingLevel":"MINIMAL"}"#),
            ("gemini-3.5-flash", .xhigh, #"{"thinkingLevel":"HIGH"}"#),
            ("gemini-flash-latest", .low, #"{"thinkingLevel":"LOW"}"#),
            ("gemini-2.5-flash", .none, #"{"thinkingBudget":0}"#),
            ("gemini-2.5-flash", .medium, #"{"thinkingBudget":8192}"#),
            ("gemini-2.5-pro", .none, #"{"thinkingBudget":128}"#),
            ("gemini-2.5-pro", .max, #"{"thinkingBudget":32768}"#),
            ("gemini-2.5-flash-lite", .low, #"{"thinkingBudget":1024}"#),
        ])
    func efforts(_ model: String, _ effort: ReasoningRequest.Effort, _ expected: String) throws {
        #expect(try thinking(model) { $0.effort = effort } == expected)
    }

    @Test(
        "models that do not think are told nothing about it",
        arguments: [
            "gemini-2.0-flash", "gemini-1.5-pro", "gemini-2.5-flash-image",
            "gemini-2.5-flash-preview-tts", "gemma-3-27b-it",
        ])
    func noThinking(_ model: String) throws {
        #expect(
            try thinking(model) {
                $0.effort = .high
                $0.isVisible = true
            } == nil)
    }

    @Test("budgets are bounded, and become levels where there are no budgets")
    func budgets() throws {
        #expect(try thinking("gemini-2.5-pro") { $0.budget = 0 } == #"{"thinkingBudget":128}"#)
        #expect(try thinking("gemini-2.5-pro") { $0.budget = -1 } == #"{"thinkingBudget":-1}"#)
        #expect(
            try thinking("gemini-2.5-flash") { $0.budget = 99_999 } == #"{"thinkingBudget":24576}"#)
        #expect(
            try thinking("gemini-2.5-flash-lite") { $0.budget = 5 } == #"{"thinkingBudget":512}"#)
        #expect(
            try thinking("gemini-3.5-flash") { $0.budget = 9000 } == #"{"thinkingLevel":"HIGH"}"#)
        #expect(try thinking("gemini-3.5-flash") { $0.budget = -1 } == nil)
        #expect(
            try thinking("gemini-2.5-pro") { $0.isAdaptive = true } == #"{"thinkingBudget":-1}"#)
    }

    @Test("a budget leaves room for the answer")
    func budgetBelowLimit() throws {
        var request = T.request()
        request.sampling.maxOutputTokens = 2000
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = .high
        let target = T.target("gemini-2.5-flash")
        #expect(try config(request, target)?.raw("thinkingConfig", "thinkingBudget") == "1999")
    }

    @Test("pitfall 144: visibility is not strength")
    func visibility() throws {
        let shown = #"{"includeThoughts":true}"#
        #expect(try thinking("gemini-3.5-flash") { $0.isVisible = true } == shown)
        #expect(try thinking("gemini-2.5-pro") { $0.isVisible = true } == shown)
        #expect(try thinking("gemini-3.5-flash") { $0.isVisible = false } == nil)
        // Clients without a word for it read thoughts that they asked for.
        #expect(
            try thinking("gemini-3.5-flash", client: .anthropic) { $0.effort = .low }
                == #"{"thinkingLevel":"LOW","includeThoughts":true}"#)
        #expect(
            try thinking("gemini-3.5-flash", client: .openaiResponses) { $0.effort = .low }
                == #"{"thinkingLevel":"LOW"}"#)
        #expect(
            try thinking("gemini-3.5-flash", client: .openaiChat) {
                $0.effort = ReasoningRequest.Effort.none
            }
                == #"{"thinkingLevel":"MINIMAL"}"#)
        #expect(try config(T.request(), chat) == nil)
    }

    // MARK: Form of the answer

    private func formed(_ schema: String) -> ModelRequest {
        var request = T.request()
        request.format = .jsonSchema(JSONSchemaFormat(RawJSON(schema), name: "n"))
        return request
    }

    private let schema =
        #"{"$schema":"x","type":"object","properties":{"a":{"type":["string","null"]}},"required":["a","b"],"additionalProperties":false}"#

    @Test("pitfall 123: a schema is asked for, as the model takes it")
    func schemas() throws {
        let new = try #require(try config(formed(schema), chat))
        #expect(new.raw("responseMimeType") == #""application/json""#)
        #expect(
            new.raw("responseJsonSchema")
                == #"{"type":"object","properties":{"a":{"type":["string","null"]}},"required":["a"],"additionalProperties":false}"#
        )
        let old = T.target("gemini-2.0-flash", client: .openaiChat)
        #expect(
            try config(formed(schema), old)?.raw("responseSchema")
                == #"{"type":"object","properties":{"a":{"type":"string","nullable":true}},"required":["a"]}"#
        )
        var request = T.request()
        request.format = .jsonObject
        #expect(
            try config(request, chat)?.rawText == #"{"responseMimeType":"application/json"}"#)
        request.format = .text
        #expect(try config(request, chat) == nil)
    }

    @Test("older models are told of a schema in words, where there are functions")
    func schemaBesideFunctions() throws {
        var request = formed(schema)
        request.tools = [T.tool()]
        let target = T.target("gemini-2.5-flash", client: .openaiChat)
        let encoded = try GeminiCodec.write(request, target)
        #expect(encoded.plan.stripsFences)
        #expect(try config(request, target) == nil)
        #expect(
            try T.json(request, target)
                .at("systemInstruction", "parts", "0", "text")?.string?.contains(#""a""#) == true)
        #expect(try config(request, chat)?["responseJsonSchema"] != nil)
    }

    @Test("a client's own words for the form stay")
    func ownForms() throws {
        let enumConfig =
            #"{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["a","b"]}}"#
        for text in [
            enumConfig,
            #"{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"propertyOrdering":["a"]}}"#,
            #"{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"1:1"}}"#,
        ] {
            let request = try T.read(T.body(#","generationConfig":\#(text)"#))
            let written = try T.json(request)
            #expect(written["generationConfig"]?.rawText == text)
            #expect(written["systemInstruction"] == nil)
        }
    }

    @Test("pictures and sound are asked for")
    func modalities() throws {
        var request = T.request()
        request.modalities = ["text", "image"]
        #expect(try config(request, chat)?.rawText == #"{"responseModalities":["TEXT","IMAGE"]}"#)
        request.modalities = ["audio"]
        #expect(try config(request, chat)?.rawText == #"{"responseModalities":["AUDIO"]}"#)
    }

    // MARK: The rest

    @Test("fields of this dialect's clients stay, where the host knows them")
    func ownFields() throws {
        let request = try T.read(
            T.body(#","safetySettings":[{"x":1}],"labels":{"a":"b"},"serviceTier":"flex""#))
        let studio = try T.json(request)
        #expect(studio.raw("safetySettings") == #"[{"x":1}]"#)
        #expect(studio["labels"] == nil && studio["serviceTier"]?.string == "flex")
        let vertex = try T.json(request, T.target(profile: "vertex"))
        #expect(vertex.raw("labels") == #"{"a":"b"}"# && vertex["serviceTier"] == nil)
    }

    @Test("content that the provider keeps has its own instructions and tools")
    func cachedContent() throws {
        let request = try T.read(
            T.body(
                #","cachedContent":"cachedContents/x","systemInstruction":"s","tools":[{"googleSearch":{}}]"#
            ))
        let root = try T.json(request)
        #expect(root["cachedContent"]?.string == "cachedContents/x")
        #expect(root["systemInstruction"] == nil && root["tools"] == nil)
        #expect(try !GeminiCodec.write(request, T.target()).warnings.isEmpty)
    }
}

extension JSONValue {
    /// Its JSON text.
    fileprivate var rawText: String { String(decoding: rawBytes, as: UTF8.self) }
}
