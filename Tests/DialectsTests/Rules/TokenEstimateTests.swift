import Testing

@testable import Dialects

@Suite struct TokenEstimateTests {
    private func request(_ blocks: Block...) -> ModelRequest {
        var request = ModelRequest(model: "m")
        request.turns = [Turn(.user, blocks)]
        return request
    }

    @Test func fourBytesAreAToken() {
        let text = String(repeating: "word", count: 100)
        #expect(TokenEstimate.input(request(.text(TextBlock(text)))) == 104)
        #expect(TokenEstimate.input(ModelRequest(model: "m")) == 1)
    }

    @Test func allThatAModelReadsCounts() {
        let empty = TokenEstimate.input(request())
        var full = request(
            .toolCall(ToolCall(id: "1", name: "f", arguments: #"{"a":1}"#)),
            .toolResult(ToolResult(callID: "1", content: [.text(TextBlock("done"))])),
            .reasoning(Reasoning("thought")), .refusal("no"))
        let turns = TokenEstimate.input(full)
        #expect(turns > empty)
        full.system = [TextBlock("be brief")]
        #expect(TokenEstimate.input(full) == turns + 2)
        full.tools = [Tool(name: "f", description: "d", parameters: RawJSON("{}"))]
        #expect(TokenEstimate.input(full) > turns + 4)
    }

    @Test("a picture has a size of its own, whatever its bytes")
    func pictures() {
        let small = request(.media(Media(.image, .base64("AAAA"), mediaType: "image/png")))
        let large = request(
            .media(
                Media(
                    .image, .base64(String(repeating: "A", count: 4000)), mediaType: "image/png")))
        #expect(TokenEstimate.input(small) == TokenEstimate.input(large))
        #expect(TokenEstimate.input(small) > 1000)
    }
}
