import IPC
import Testing

@testable import Dialects

/// Calls that turn a text into a vector, and their answers.
@Suite struct EmbeddingTests {
    private func request(
        _ dialect: Dialect, profile: String = "", parameters: [Header] = [],
        model: String = "small", text: String = "Say \"hi\""
    ) -> (path: String, body: String)? {
        var target = Target(
            requestID: "r", client: .anthropic, provider: dialect, model: model)
        target.profile = profile
        target.parameters = parameters
        return EmbeddingRequest.of(Array(text.utf8), target).map {
            #expect($0.headers.contains(Header(name: "content-type", value: "application/json")))
            return ($0.path, String(decoding: $0.body, as: UTF8.self))
        }
    }

    @Test func openaiNamesModelAndInput() throws {
        for dialect in [Dialect.openaiChat, .openaiResponses] {
            let made = try #require(request(dialect))
            #expect(made.path == "/embeddings")
            #expect(made.body == #"{"model":"small","input":"Say \"hi\""}"#)
        }
        let nvidia = try #require(request(.openaiChat, profile: "nvidia"))
        #expect(nvidia.body.contains(#""input_type":"query""#))
    }

    @Test func azureNamesTheDeploymentInThePath() throws {
        let classic = try #require(
            request(
                .openaiChat, profile: "azure",
                parameters: [Header(name: "api-version", value: "2024-10-21")]))
        #expect(
            classic.path == "/openai/deployments/small/embeddings?api-version=2024-10-21")
        let new = try #require(
            request(
                .openaiChat, profile: "azure",
                parameters: [Header(name: "api-version", value: "v1")]))
        #expect(new.path == "/embeddings")
    }

    @Test func geminiAndVertexHaveTheirOwn() throws {
        let gemini = try #require(request(.gemini, model: "gemini-embedding-001"))
        #expect(gemini.path == "/v1beta/models/gemini-embedding-001:embedContent")
        #expect(
            gemini.body
                == #"{"content":{"parts":[{"text":"Say \"hi\""}]},"taskType":"SEMANTIC_SIMILARITY"}"#
        )
        let vertex = try #require(request(.gemini, profile: "vertex", model: "e"))
        #expect(vertex.path == "/models/e:predict")
        #expect(vertex.body.contains(#""instances":[{"content":"Say \"hi\"""#))
    }

    @Test func ollamaAndCohereMustNotCut() throws {
        let ollama = try #require(request(.ollama))
        #expect(ollama.path == "/api/embed")
        #expect(ollama.body == #"{"model":"small","input":"Say \"hi\"","truncate":false}"#)
        let cohere = try #require(request(.cohere))
        #expect(cohere.path == "/embed")
        #expect(cohere.body.contains(#""texts":["Say \"hi\""]"#))
        #expect(cohere.body.contains(#""truncate":"NONE""#))
    }

    @Test func othersHaveNone() {
        for dialect in [Dialect.anthropic, .bedrock, .none] { #expect(request(dialect) == nil) }
    }

    @Test func answersAreRead() {
        let answers: [(Dialect, String, UInt64?)] = [
            (
                .openaiChat,
                #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-2e0]}],"usage":{"prompt_tokens":4,"total_tokens":4}}"#,
                4
            ),
            (.openaiChat, #"{"data":[{"embedding":[0.5,-2]}],"usage":{"total_tokens":3}}"#, 3),
            (.openaiResponses, #"{"data":[{"embedding":[0.5,-2]}]}"#, nil),
            (.gemini, #"{"embedding":{"values":[0.5,-2]}}"#, nil),
            (
                .gemini,
                #"{"predictions":[{"embeddings":{"values":[0.5,-2],"statistics":{"token_count":6.0}}}]}"#,
                6
            ),
            (.ollama, #"{"embeddings":[[0.5,-2]],"prompt_eval_count":7}"#, 7),
            (
                .cohere,
                #"{"embeddings":{"float":[[0.5,-2]]},"meta":{"billed_units":{"input_tokens":8}}}"#,
                8
            ),
        ]
        for (dialect, body, tokens) in answers {
            let read = Embedding.read(Array(body.utf8), from: dialect)
            #expect(read == Embedding(values: [0.5, -2], inputTokens: tokens), "\(body)")
        }
        #expect(
            Embedding(values: [0.5, -2], inputTokens: nil).littleEndian
                == [0, 0, 0, 0x3F, 0, 0, 0, 0xC0])
    }

    @Test func whatIsNoVectorIsNone() {
        let long = [String](repeating: "1", count: Embedding.mostValues + 1)
            .joined(separator: ",")
        let bodies = [
            "", "{}", "[]", "<html>", #"{"data":[]}"#, #"{"data":[{"embedding":[]}]}"#,
            #"{"data":[{"embedding":"AAAA"}]}"#, #"{"data":[{"embedding":[1,"2"]}]}"#,
            #"{"data":[{"embedding":[1,1e999]}]}"#, #"{"data":[{"embedding":[1,null]}]}"#,
            #"{"data":[{"embedding":[\#(long)]}]}"#,
        ]
        for body in bodies {
            #expect(
                Embedding.read(Array(body.utf8), from: .openaiChat) == nil, "\(body.prefix(60))")
        }
        #expect(Embedding.read(Array(bodies[1].utf8), from: .bedrock) == nil)
    }

    @Test func absurdCountsOfTokensAreNotBelieved() {
        for count in ["-1", "1e30", "\"7\""] {
            let body = #"{"data":[{"embedding":[1]}],"usage":{"prompt_tokens":\#(count)}}"#
            let read = Embedding.read(Array(body.utf8), from: .openaiChat)
            #expect(read?.values == [1] && read?.inputTokens == nil)
        }
    }
}
