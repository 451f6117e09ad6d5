import IPC
import Testing

@testable import Dialects

@Suite struct TranslationRulesTests {
    private func applied(
        _ request: ModelRequest, _ settings: TranslationSettings,
        to provider: Dialect = .openaiChat
    ) -> ModelRequest {
        var target = Target(
            requestID: "r", client: .anthropic, provider: provider, model: "m")
        target.settings = settings
        return TranslationRules.applied(to: request, target)
    }

    private func request(_ reasoning: ReasoningRequest? = nil) -> ModelRequest {
        var request = ModelRequest(model: "m")
        request.system = [TextBlock("own")]
        request.turns = [Turn(.user, [.text(TextBlock("hi"))])]
        request.reasoning = reasoning
        return request
    }

    @Test func systemTextIsAddedWhereItWasSet() {
        var settings = TranslationSettings()
        settings.systemPrompt = "house"
        let first = applied(request(), settings)
        #expect(first.system.map(\.text) == ["house", "own"])
        settings.systemPromptLast = true
        #expect(
            applied(request(), settings).system.map(\.text)
                == ["own", "house"])
    }

    @Test func thinkingHasFourModes() {
        var asked = ReasoningRequest()
        asked.effort = .high
        asked.isVisible = true
        var settings = TranslationSettings()
        #expect(applied(request(asked), settings).reasoning == asked)
        settings.thinking = .auto
        #expect(applied(request(asked), settings).reasoning == nil)
        settings.thinking = .custom
        settings.thinkingBudget = 5000
        let custom = applied(request(asked), settings).reasoning
        #expect(custom?.budget == 5000 && custom?.effort == nil && custom?.isVisible == true)
        settings.thinking = .adaptive
        settings.thinkingBudget = 0
        #expect(applied(request(), settings).reasoning?.budget == 10_240)
        var hard = request()
        hard.tools = (0..<4).map { Tool(name: "t\($0)") }
        hard.turns = (0..<11).map { _ in Turn(.user, [.text(TextBlock("x"))]) }
        #expect(applied(hard, settings).reasoning?.budget == 20_480)
    }

    @Test(
        "pitfall 77: who is billed is told to nobody else",
        arguments: [
            (Dialect.openaiChat, ""), (.openaiResponses, ""), (.gemini, ""), (.ollama, ""),
            (.cohere, ""), (.bedrock, ""), (.anthropic, "kimi"),
        ])
    func pitfall77(provider: Dialect, profile: String) {
        var request = request()
        request.system.insert(TextBlock("x-anthropic-billing-header: cc_version=2"), at: 0)
        var target = Target(requestID: "r", client: .anthropic, provider: provider, model: "m")
        target.profile = profile
        #expect(TranslationRules.applied(to: request, target).system == [TextBlock("own")])
        let own = Target(
            requestID: "r", client: .anthropic, provider: .anthropic, model: "claude-sonnet-4-5")
        #expect(TranslationRules.applied(to: request, own).system.count == 2)
    }

    @Test func mediaByURLIsFoundAndReplaced() {
        var request = ModelRequest(model: "m")
        var result = ToolResult(callID: "c", content: [.media(Media(.image, .url("https://b")))])
        result.isError = false
        request.turns = [
            Turn(.user, [.media(Media(.image, .url("https://a"))), .toolResult(result)]),
            Turn(.user, [.media(Media(.image, .url("https://a")))]),
        ]
        #expect(request.remoteMedia.map(\.url) == ["https://a", "https://b"])
        request.inline(["https://a": FetchedMedia(mediaType: "image/png", base64: "QQ==")])
        #expect(request.remoteMedia.map(\.url) == ["https://b"])
        guard case .media(let media) = request.turns[1].blocks[0] else {
            return #expect(Bool(false), "a picture was expected")
        }
        #expect(media.source == .base64("QQ==") && media.mediaType == "image/png")
    }

    @Test func onlyWhatAKindIsMadeOfIsTaken() {
        let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"
        #expect(InlineMedia.type(.image, base64: png, declared: "text/plain") == "image/png")
        #expect(InlineMedia.type(.document, base64: png, declared: "application/pdf") == nil)
        #expect(InlineMedia.type(.image, base64: "PGh0bWw+", declared: "text/html") == nil)
        #expect(
            InlineMedia.type(.image, base64: "AAAA", declared: "application/octet-stream") == nil)
        #expect(InlineMedia.type(.document, base64: "YSxi", declared: "text/csv") == "text/csv")
    }

    @Test func proofsCanBeTakenOut() {
        var request = ModelRequest(model: "m")
        var call = ToolCall(id: "c", name: "f", arguments: "{}")
        call.proof = Proof(.google, "s")
        request.turns = [
            Turn(
                .assistant,
                [
                    .reasoning(Reasoning("why", proof: Proof(.anthropic, "s"))),
                    .reasoning(Reasoning("", proof: Proof(.openai, "s"))), .toolCall(call),
                ])
        ]
        request.removeProofs()
        call.proof = nil
        #expect(request.turns[0].blocks == [.reasoning(Reasoning("why")), .toolCall(call)])
    }
}
