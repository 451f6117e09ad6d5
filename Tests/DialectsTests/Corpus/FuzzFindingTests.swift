import IPC
import JSON
import Testing

@testable import Dialects

@Suite("what the fuzzers found")
struct FuzzFindingTests {
    private func source(_ body: String) throws -> RequestSource {
        let bytes = Array(body.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        return RequestSource(bytes: bytes, tape: tape)
    }

    /// A data URI with a broken end was taken for bare base64, and written with one more prefix each time.
    @Test(
        "what is no base64 is refused by its place",
        arguments: [
            (
                Dialect.openaiResponses,
                #"{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_data":"data:application/pdf;base64,AA[A"}]}]}"#,
                "input[0].content[0].file_data"
            ),
            (
                .openaiChat,
                #"{"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data+AA[A"}}]}]}"#,
                "messages[0].content[0].file.file_data"
            ),
            (
                .openaiChat,
                #"{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"A[","format":"wav"}}]}]}"#,
                "messages[0].content[0].input_audio.data"
            ),
            (
                .anthropic,
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"A["}}]}]}"#,
                "messages.0.content.0.source.data"
            ),
        ])
    func brokenBase64(client: Dialect, body: String, place: String) throws {
        let codec = try #require(Codecs.client(client))
        let asked = try source(body)
        do throws(GatewayError) {
            let request = try codec.read(asked)
            Issue.record("it was read: \(request)")
        } catch {
            #expect(error.status == 400)
            #expect(error.param == place)
        }
    }

    @Test("log probabilities of reasoning belong to no block")
    func logprobsOfReasoning() throws {
        var decoder = ChatCodec.makeDecoder(
            Target(requestID: "r", client: .openaiChat, provider: .openaiChat, model: "m"))
        var events: [AnswerEvent] = []
        let frames = [
            #"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#,
            #"{"choices":[{"index":0,"delta":{"reasoning_content":"b"},"logprobs":{"content":[]}}]}"#,
        ]
        for frame in frames {
            try decoder.decode(name: "", data: Array(frame.utf8).span.bytes, into: &events)
        }
        #expect(EventGrammar.mistake(in: events) == nil)
    }
}
