import Testing

@testable import MockProvider

@Suite struct EmbeddingsTests {
    private func vector(_ text: String) -> [Float] {
        WordVector.of(Array(text.utf8), dimensions: WordVector.usualDimensions)
    }

    private func similarity(_ first: String, _ second: String) -> Float {
        zip(vector(first), vector(second)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test func wordsInCommonMakeTextsSimilar() {
        #expect(abs(similarity("What is it?", "what IS it") - 1) < 0.000_01)
        let near = similarity(
            "What is the capital of France?", "What is the capital city of France?")
        #expect(near > 0.9)
        #expect(similarity("What is the capital of France?", "Tell a joke about cats") < 0.3)
        #expect(vector("") == vector("?!"))
    }

    @Test func aTextIsAnsweredWithItsVector() throws {
        let body = #"{"model":"small","input":"one two","dimensions":4}"#
        let reply = try post("/v1/embeddings", body)
        #expect(reply.status == 200)
        #expect(value(reply.body, "object") == "list")
        #expect(value(reply.body, "data", "0", "object") == "embedding")
        #expect(value(reply.body, "data", "0", "embedding", "3") != nil)
        #expect(value(reply.body, "data", "0", "embedding", "4") == nil)
        #expect(value(reply.body, "usage", "prompt_tokens") == "2")
        #expect(try post("/embeddings", body).body == reply.body)
    }

    @Test func severalTextsAndBase64AreTaken() throws {
        let reply = try post(
            "/v1/embeddings",
            #"{"model":"m","input":["a","b"],"encoding_format":"base64","dimensions":1}"#)
        #expect(value(reply.body, "data", "1", "index") == "1")
        #expect(value(reply.body, "data", "1", "embedding") == "AACAPw==")
    }

    @Test func rulesAreKept() throws {
        for body in [
            #"{"model":"m"}"#, #"{"input":"x"}"#, #"{"model":"m","input":""}"#,
            #"{"model":"m","input":[]}"#, #"{"model":"m","input":["a",""]}"#,
            #"{"model":"m","input":"x","foo":1}"#,
            #"{"model":"m","input":"x","encoding_format":"hex"}"#,
        ] { #expect(try post("/v1/embeddings", body).status == 400, "\(body)") }
        #expect(
            try post("/v1/embeddings", #"{"model":"m+status=503","input":"x"}"#).status == 503)
    }
}
