import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: profiles")
struct ChatProfileTests {
    private typealias T = ChatTesting

    @Test("classic deployments of Azure name model and version in the path")
    func azure() throws {
        let classic = T.target(
            "my gpt", profile: "azure",
            parameters: [Header(name: "api-version", value: "2024-10-21")])
        #expect(
            try ChatCodec.write(T.request(), classic).path
                == "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21")
        let old = T.target(
            "gpt-4o", profile: "azure",
            parameters: [Header(name: "api-version", value: "2024-02-01")])
        let request = T.request { $0.stream = true }
        #expect(try T.write(request, old)["stream_options"] == nil)
        let new = T.target(
            "gpt-4o", profile: "azure", parameters: [Header(name: "api-version", value: "v1")])
        #expect(try ChatCodec.write(T.request(), new).path == "/chat/completions")
    }

    @Test("remembers profiles of all that shapes them apart, and forgets when there are many")
    func remembered() {
        func marks(_ target: Target) -> String {
            let profile = ChatProfiles.profile(of: target)
            return "\(profile.isUnknown) \(profile.hasRefusals) \(profile.tokenLimit) "
                + "\(profile.path) \(profile.hasStreamOptions) \(profile.callIDs)"
        }
        let parameters = ["2024-02-01", "2024-10-21", "v1"].map {
            [Header(name: "api-version", value: $0)]
        }
        let targets = [Dialect.openaiChat, .anthropic].flatMap { client in
            ["openai", "azure", "mistral", ""].flatMap { profile in
                ["gpt-5", "gpt-4o", "mistral-large"].flatMap { model in
                    ([[]] + parameters).map {
                        T.target(model, client: client, profile: profile, parameters: $0)
                    }
                }
            }
        }
        let first = targets.map(marks)
        #expect(Set(first).count > 8)
        for number in 0..<300 { _ = marks(T.target("model-\(number)", profile: "openai")) }
        #expect(targets.map(marks) == first)
        #expect(targets.reversed().map(marks) == first.reversed())
    }

    @Test("Copilot is told who begins a turn and whether there are pictures")
    func copilot() throws {
        let target = T.target("gpt-4o", client: .anthropic, profile: "github")
        func headers(_ request: ModelRequest) throws -> [String: String] {
            let list = try ChatCodec.write(request, target).headers
            return Dictionary(list.map { ($0.name, $0.value) }) { first, _ in first }
        }
        let fresh = try headers(T.request())
        #expect(fresh["x-initiator"] == "user" && fresh["copilot-vision-request"] == nil)
        #expect(fresh["copilot-integration-id"] != nil)
        let going = T.request {
            $0.turns += [
                Turn(.assistant, [.toolCall(ToolCall(id: "1", name: "f", arguments: "{}"))]),
                Turn(
                    .user,
                    [
                        .toolResult(
                            ToolResult(
                                callID: "1",
                                content: [
                                    .media(Media(.image, .base64("AAAA"), mediaType: "image/png"))
                                ]))
                    ]),
            ]
        }
        let agent = try headers(going)
        #expect(agent["x-initiator"] == "agent" && agent["copilot-vision-request"] == "true")
    }

    @Test(
        "roles of system text",
        arguments: [
            ("openai", "gpt-5", "developer"), ("openai", "gpt-4o", "system"),
            ("openai", "o1-mini", "user"), ("groq", "openai/gpt-oss-20b", "system"),
            ("siliconflow", "baidu/ERNIE-4.5", "user"), ("", "o3", "developer"),
            ("", "m", "system"),
        ])
    func systemRole(_ profile: String, _ model: String, _ role: String) throws {
        let request = T.request { $0.system = [TextBlock("s")] }
        let view = try T.write(request, T.target(model, client: .anthropic, profile: profile))
        #expect(view["messages.0.role"] == role)
        #expect(view["messages.0.content"] == "s")
    }

    @Test(
        "fields that a host refuses are left out",
        arguments: [
            ("cerebras", "frequency_penalty"), ("groq", "logit_bias"), ("mistral", "user"),
            ("perplexity", "seed"), ("glm", "presence_penalty"),
        ])
    func refused(_ profile: String, _ field: String) throws {
        let request = T.request {
            $0.sampling.frequencyPenalty = NumberText("1")
            $0.sampling.presencePenalty = NumberText("1")
            $0.sampling.logitBias = RawJSON("{}")
            $0.sampling.seed = NumberText("1")
            $0.userID = "u"
        }
        #expect(try T.write(request, T.target("x", profile: profile))[field] == nil)
        #expect(try T.write(request, T.target("gpt-4o", profile: "openai"))[field] != nil)
    }

    @Test("Mistral's own names")
    func mistral() throws {
        let request = T.request { $0.sampling.seed = NumberText("5") }
        let view = try T.write(request, T.target(profile: "mistral"))
        #expect(view["random_seed"] == "5" && view["seed"] == nil)
        let remote = T.request {
            $0.turns = [Turn(.user, [.media(Media(.document, .url("https://e.com/a.pdf")))])]
        }
        #expect(
            try T.write(remote, T.target(profile: "mistral"))["messages.0.content.0.document_url"]
                == "https://e.com/a.pdf")
    }

    @Test("pictures by address where a host takes no addresses")
    func inlineMedia() {
        #expect(ChatCodec.wantsInlineMedia(T.target(profile: "kimi")))
        #expect(!ChatCodec.wantsInlineMedia(T.target(profile: "openai")))
        #expect(!ChatCodec.wantsInlineMedia(T.target(profile: "deepseek")))
        #expect(!ChatCodec.wantsInlineMedia(T.target()))
    }

    @Test("fields of OpenAI's platform stay there")
    func platform() throws {
        let request = T.request {
            $0.verbosity = "low"
            $0.cacheKey = "k"
            $0.serviceTier = "flex"
        }
        let own = try T.write(
            request, T.target("gpt-5", client: .openaiResponses, profile: "openai"))
        #expect(
            own["verbosity"] == "low" && own["prompt_cache_key"] == "k"
                && own["service_tier"] == "flex")
        let other = try T.write(request, T.target(client: .openaiResponses, profile: "groq"))
        #expect(other["verbosity"] == nil && other["prompt_cache_key"] == nil)
        let demanded = T.request { $0.modalities = ["audio"] }
        #expect(throws: GatewayError.self) { try T.write(demanded, T.target(profile: "groq")) }
    }

    @Test("names of models are told apart behind the last slash")
    func baseNames() {
        #expect(ChatModelRules.baseName("openai/GPT-5") == "gpt-5")
        #expect(ChatModelRules.baseName("accounts/fireworks/models/x") == "x")
        #expect(ChatModelRules.baseName("m") == "m")
    }
}
