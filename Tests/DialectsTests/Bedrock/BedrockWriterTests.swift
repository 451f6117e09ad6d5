import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("bedrock: requests")
struct BedrockWriterTests {
    private let testing = BedrockCorpusTests.testing

    private static let nova = "us.amazon.nova-pro-v1:0"
    private static let titan = "amazon.titan-text-express-v1"

    @Test func pathAndHeaders() throws {
        var request = testing.request()
        let plain = try BedrockCodec.write(request, testing.target())
        #expect(
            plain.path == "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse")
        request.stream = true
        let arn = "arn:aws:bedrock:eu-west-1:123:inference-profile/eu.anthropic.claude~x"
        let encoded = try BedrockCodec.write(request, testing.target(arn))
        #expect(
            encoded.path
                == "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123%3Ainference-profile%2Feu.anthropic.claude~x/converse-stream"
        )
        #expect(
            encoded.headers.contains(
                Header(name: "accept", value: "application/vnd.amazon.eventstream")))
        let text = String(decoding: testing.body(encoded), as: UTF8.self)
        #expect(text == #"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"#)
    }

    @Test("pitfall 76: system texts stay blocks, with their cache points") func pitfall76() throws {
        var request = testing.request()
        var marked = TextBlock("a")
        marked.cacheMark = OpaqueValue(.anthropic, RawJSON(#"{"type":"ephemeral","ttl":"1h"}"#))
        var foreign = TextBlock("b")
        foreign.cacheMark = OpaqueValue(.openaiChat, RawJSON("{}"))
        request.system = [marked, TextBlock(" "), foreign]
        let target = testing.target(client: .anthropic)
        let expected = #"[{"text":"a"},{"cachePoint":{"type":"default","ttl":"1h"}},{"text":"b"}]"#
        #expect(try testing.write(request, target).raw("system") == expected)
        // Nova knows no lifetime, other models no points.
        #expect(
            try testing.write(request, testing.target(Self.nova)).raw("system")
                == expected.replacing(#","ttl":"1h""#, with: ""))
        #expect(
            try testing.write(request, testing.target("openai.gpt-oss-120b-1:0")).raw("system")
                == #"[{"text":"a"},{"text":"b"}]"#)
    }

    @Test func modelsWithoutSystemTextHearItFromTheUser() throws {
        var request = testing.request()
        request.system = [TextBlock("be brief")]
        let body = try testing.write(request, testing.target(Self.titan))
        #expect(body["system"] == nil)
        #expect(
            body.raw("messages")
                == #"[{"role":"user","content":[{"text":"be brief"},{"text":"hi"}]}]"#)
    }

    @Test("pitfall 78: only system text gets a turn of the user") func pitfall78() throws {
        var request = testing.request()
        request.turns = []
        request.system = [TextBlock("go")]
        #expect(
            try testing.write(request).raw("messages")
                == #"[{"role":"user","content":[{"text":"Begin."}]}]"#)
    }

    @Test("pitfall 80 and 85: roles alternate, and the user is first") func pitfall80() throws {
        var request = testing.request()
        request.turns = [
            Turn(.assistant, [.text(TextBlock("a"))]), Turn(.user, [.text(TextBlock("b"))]),
            Turn(.system, [.text(TextBlock("s"))]), Turn(.user, [.text(TextBlock("c"))]),
        ]
        let body = try testing.write(request)
        #expect(body["messages"]?.count == 3)
        #expect(
            body.raw("messages", "2", "content")
                == #"[{"text":"b"},{"text":"<system-reminder>\ns\n</system-reminder>"},{"text":"c"}]"#
        )
        #expect(try testing.violations(request).isEmpty)
    }

    @Test("pitfall 84: a last turn of the assistant goes where it is not continued")
    func pitfall84() throws {
        var request = testing.request()
        request.turns.append(Turn(.assistant, [.text(TextBlock("{ "))]))
        #expect(try testing.write(request).raw("messages", "1", "content") == #"[{"text":"{"}]"#)
        let other = testing.target(Self.nova)
        #expect(try testing.write(request, other)["messages"]?.count == 1)
        #expect(try BedrockCodec.write(request, other).warnings.count == 1)
    }

    // MARK: Media

    @Test func media() throws {
        var request = testing.request()
        var paper = Media(.document, .base64("JVBERi0xLjQK"), mediaType: "application/pdf")
        paper.name = "Bericht_(1)  Größe.v2.pdf"
        var note = Media(.document, .text("abc"))
        note.extras = OpaqueValue(
            .anthropic, RawJSON(#"{"citations":{"enabled":true},"context":"c","x":1}"#))
        request.turns[0].blocks = [
            .media(Media(.image, .base64("iVBORw0KGgo="), mediaType: "image/jpeg")),
            .media(Media(.image, .url("s3://b/k.png"), mediaType: "image/png")), .media(paper),
            .media(paper), .media(note),
        ]
        let content = try testing.write(request).at("messages", "0", "content")
        #expect(
            content?.raw("0")
                == #"{"image":{"format":"png","source":{"bytes":"iVBORw0KGgo="}}}"#)
        #expect(
            content?.raw("1")
                == #"{"image":{"format":"png","source":{"s3Location":{"uri":"s3://b/k.png"}}}}"#)
        #expect(
            content?.raw("2")
                == #"{"document":{"format":"pdf","name":"Bericht-(1) Gr-e-v2","source":{"bytes":"JVBERi0xLjQK"}}}"#
        )
        #expect(content?.at("3", "document", "name")?.string == "Bericht-(1) Gr-e-v2-2")
        #expect(
            content?.raw("4")
                == #"{"document":{"format":"txt","name":"document","source":{"bytes":"YWJj"},"context":"c","citations":{"enabled":true}}}"#
        )
        // A document must not stand alone.
        #expect(content?.raw("5") == #"{"text":"(see the attached document)"}"#)
        #expect(try testing.violations(request).isEmpty)
        // Only a Claude cites.
        let nova = try testing.write(request, testing.target(Self.nova))
        #expect(nova.at("messages", "0", "content", "4", "document", "citations") == nil)
    }

    @Test func filmsAreForNova() throws {
        var request = testing.request()
        request.turns[0].blocks.append(
            .media(Media(.video, .base64("AAAAGGZ0eXBtcDQy"), mediaType: "video/quicktime")))
        #expect(try testing.refusal(request)?.param == "messages")
        let body = try testing.write(request, testing.target(Self.nova))
        let film = body.at("messages", "0", "content", "1", "video")
        #expect(film?.at("source", "bytes")?.string == "AAAAGGZ0eXBtcDQy")
        #expect(film?["format"]?.string == "mp4" || film?["format"]?.string == "mov")
    }

    @Test(arguments: [
        Media(.audio, .base64("UklGRg=="), mediaType: "audio/wav"),
        Media(.document, .file(OpaqueID(.openaiChat, "file-1"))),
        Media(.document, .base64("AAAA"), mediaType: "application/zip"),
        Media(.image, .base64("Qk0AAAA="), mediaType: "image/bmp"),
    ])
    func whatCannotBeShownIsRefused(_ media: Media) throws {
        var request = testing.request()
        request.turns[0].blocks.append(.media(media))
        #expect(try testing.refusal(request)?.param == "messages")
    }

    // MARK: Parameters

    @Test("pitfall 109 and 110: sampling is what the model takes") func pitfall109() throws {
        var request = testing.request()
        request.sampling.temperature = NumberText("1.5")
        request.sampling.topP = NumberText("0.90")
        request.sampling.topK = NumberText("40")
        request.sampling.maxOutputTokens = 9
        request.sampling.stop = ["END", " ", "x"]
        let claude = try testing.write(request)
        #expect(
            claude.raw("inferenceConfig")
                == #"{"maxTokens":9,"temperature":1,"stopSequences":["END","x"]}"#)
        #expect(claude.raw("additionalModelRequestFields") == #"{"top_k":40}"#)
        #expect(claude.raw("additionalModelResponseFieldPaths") == #"["/stop_sequence"]"#)
        let nova = try testing.write(request, testing.target(Self.nova))
        #expect(
            nova.raw("inferenceConfig")
                == #"{"maxTokens":9,"temperature":1.0,"topP":0.90,"stopSequences":["END","x"]}"#)
        #expect(
            nova.raw("additionalModelRequestFields") == #"{"inferenceConfig":{"topK":40}}"#)
        let other = try testing.write(request, testing.target("meta.llama3-1-70b-instruct-v1:0"))
        #expect(other["additionalModelRequestFields"] == nil)
        request.sampling.stop = ["a", "b", "c", "d", "e"]
        #expect(
            try BedrockCodec.write(request, testing.target(Self.nova)).warnings.count == 1)
    }

    private func thinking(
        _ model: String, limit: Int? = nil, _ change: (inout ReasoningRequest) -> Void
    ) throws -> JSONValue {
        var request = testing.request()
        var reasoning = ReasoningRequest()
        change(&reasoning)
        request.reasoning = reasoning
        request.sampling.maxOutputTokens = limit
        request.sampling.temperature = NumberText("0.5")
        return try testing.write(request, testing.target(model))
    }

    @Test("pitfall 121: a budget stays below the limit") func pitfall121() throws {
        let body = try thinking(testing.model, limit: 3000) { $0.budget = 8000 }
        #expect(
            body.raw("additionalModelRequestFields")
                == #"{"thinking":{"type":"enabled","budget_tokens":2999}}"#)
        #expect(body.raw("inferenceConfig") == #"{"maxTokens":3000}"#)
        // Without a limit of the client's there is one that leaves room.
        let free = try thinking(testing.model) { $0.budget = 8000 }
        #expect((free.at("inferenceConfig", "maxTokens")?.int ?? 0) > 8000)
    }

    @Test("pitfall 145: each line of models hears of the effort in its own field")
    func pitfall145() throws {
        func fields(_ model: String, _ effort: ReasoningRequest.Effort) throws -> String? {
            try thinking(model) { $0.effort = effort }.raw("additionalModelRequestFields")
        }
        #expect(
            try fields("global.anthropic.claude-opus-4-6-v1", .high)
                == #"{"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}"#)
        #expect(
            try fields("openai.gpt-oss-120b-1:0", .minimal) == #"{"reasoning_effort":"low"}"#)
        #expect(
            try fields("us.amazon.nova-2-lite-v1:0", .medium)
                == #"{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"medium"}}"#)
        #expect(
            try fields("us.amazon.nova-2-lite-v1:0", .none)
                == #"{"reasoningConfig":{"type":"disabled"}}"#)
        #expect(try fields(Self.nova, .high) == nil && fields("deepseek.r1-v1:0", .high) == nil)
        // Nova leaves nothing else to be set at its highest effort.
        let highest = try thinking("us.amazon.nova-2-lite-v1:0", limit: 9) { $0.effort = .xhigh }
        #expect(highest["inferenceConfig"] == nil)
    }

    @Test("pitfall 144: that thoughts are to be seen switches nothing on") func pitfall144() throws
    {
        let body = try thinking(testing.model) { $0.isVisible = true }
        #expect(body["additionalModelRequestFields"] == nil)
    }

    @Test func betaFeaturesOfTheModelGoWithIt() throws {
        var request = testing.request()
        request.extensions = [
            Extension(
                dialect: .anthropic, name: "betas",
                value: RawJSON(#"["context-1m-2025-08-07","oauth-2025-04-20"]"#))
        ]
        #expect(
            try testing.write(request, testing.target(client: .anthropic))
                .raw("additionalModelRequestFields")
                == #"{"anthropic_beta":["context-1m-2025-08-07"]}"#)
        #expect(
            try testing.write(request, testing.target(Self.nova, client: .anthropic))[
                "additionalModelRequestFields"] == nil)
    }

    // MARK: The answer's form

    @Test func structuredOutput() throws {
        var request = testing.request()
        let schema = RawJSON(
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#)
        var format = JSONSchemaFormat(schema, name: "My Name")
        format.description = "d"
        request.format = .jsonSchema(format)
        let body = try testing.write(request)
        let native = body.at("outputConfig", "textFormat", "structure", "jsonSchema")
        #expect(native?["name"]?.string == "My_Name" && native?["description"]?.string == "d")
        let text = try #require(native?["schema"]?.string)
        #expect(try JSONDocument(Array(text.utf8))["additionalProperties"]?.bool == false)
        // An older Claude is made to call a tool.
        let old = testing.target("anthropic.claude-3-haiku-20240307-v1:0")
        let tool = try testing.write(request, old)
        #expect(tool.raw("toolConfig", "toolChoice") == #"{"tool":{"name":"json_output"}}"#)
        #expect(try BedrockCodec.write(request, old).plan.answerTool == "json_output")
        // Where none can be demanded, words must do.
        let llama = testing.target("meta.llama3-1-70b-instruct-v1:0")
        let encoded = try BedrockCodec.write(request, llama)
        #expect(encoded.plan.stripsFences && encoded.warnings.count == 1)
        #expect(
            try testing.write(request, llama).at("system", "0", "text")?.string?.contains(
                schema.text) == true)
        request.format = .jsonObject
        #expect(try testing.write(request).at("system", "0", "text")?.string == FormatWords.object)
    }

    @Test(
        "whatever a client of another dialect says, a strict provider takes",
        arguments: 0..<300 as Range<UInt64>)
    func requests(_ seed: UInt64) throws {
        let clients: [Dialect] = [.openaiChat, .openaiResponses, .anthropic, .gemini, .ollama]
        let client = clients[Int(seed % 5)]
        var generator = ConversationGenerator(seed: seed, client: client)
        generator.includesRefusable = seed.isMultiple(of: 7)
        let request = generator.request()
        let models = [
            testing.model, "anthropic.claude-opus-4-8", Self.nova, "us.amazon.nova-2-lite-v1:0",
            "openai.gpt-oss-120b-1:0", Self.titan, "anthropic.claude-3-haiku-20240307-v1:0",
        ]
        for model in models {
            let target = testing.target(model, client: client)
            if let refusal = try testing.refusal(request, target) {
                #expect(refusal.status == 400)
                continue
            }
            let violations = try testing.violations(request, target)
            #expect(violations.isEmpty, "\(model): \(violations)")
        }
    }
}
