import IPC
import JSON
import Testing

@testable import Translate

@Suite struct ChatRequestTests {
    private func read(_ text: String) throws(GatewayError) -> ClientRequest {
        try ChatRequest.read(bytes(text))
    }

    private func error(_ text: String) -> GatewayError? {
        do throws(GatewayError) {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    private func written(_ text: String, model: String, profile: Profile = Profile()) throws
        -> String
    {
        let request = try read(text)
        let call = ChatRequest.write(request, model: model, profile: profile)
        var body: [UInt8] = []
        call.body.append(to: &body, from: request.bytes.span.bytes)
        #expect(body.count == call.body.byteCount)
        return String(decoding: body, as: UTF8.self)
    }

    @Test(arguments: Corpus.openAIChat.filter { $0.request != nil && $0.status == 200 })
    func recordedRequestsChangeInTheModelOnly(exchange: Corpus.Exchange) throws {
        let bytes = try #require(exchange.request)
        guard try JSONDocument(bytes)["model"]?.string != nil else { return }
        let request = try ChatRequest.read(bytes)
        let call = ChatRequest.write(
            request, model: "another/model", profile: Profile(streamOptions: false))
        var body: [UInt8] = []
        call.body.append(to: &body, from: bytes.span.bytes)
        let found = request.tape.member("model", of: request.tape.root, in: bytes.span.bytes)
        let range = request.tape.range(try #require(found))
        #expect(
            body == bytes[..<range.lowerBound] + Array("\"another/model\"".utf8)
                + bytes[range.upperBound...])
    }

    @Test func theRestSurvivesToTheLetter() throws {
        let text =
            #"{ "x" : 1.0e5,"model":"mock\/m", "big":12345678901234567890, "messages" : [ {"role":"user","content":"\ud83d\ude00 \u0041"} ] ,"y":[ ] }"#
        #expect(try written(text, model: "m") == text.replacing(#""mock\/m""#, with: #""m""#))
    }

    @Test func countsAreAskedForInStreams() throws {
        let plain = #"{"model":"m","messages":[{"role":"user","content":"a"}]}"#
        #expect(try written(plain, model: "m") == plain)
        let stream = #"{"model":"m","messages":[{"role":"user","content":"a"}],"stream":true}"#
        #expect(
            try written(stream, model: "m") == String(stream.dropLast())
                + #","stream_options":{"include_usage":true}}"#)
        #expect(try written(stream, model: "m", profile: Profile(streamOptions: false)) == stream)
        let asked =
            #"{"model":"m","messages":[{"role":"user","content":"a"}],"stream":true,"stream_options":{"include_usage":true}}"#
        #expect(try written(asked, model: "m") == asked)
        let off =
            #"{"model":"m","messages":[{"role":"user","content":"a"}],"stream":true,"stream_options":{"include_usage":false,"z":1}}"#
        #expect(try written(off, model: "m") == off.replacing("false", with: "true"))
        let null =
            #"{"model":"m","messages":[{"role":"user","content":"a"}],"stream":true,"stream_options":null}"#
        #expect(
            try written(null, model: "m")
                == null.replacing("null", with: #"{"include_usage":true}"#))
    }

    @Test func factsAreRead() throws {
        let facts = try read(
            #"{"model":"p/m","stream":true,"tools":[{}],"response_format":{"type":"json_schema"},"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}"#
        ).facts
        #expect(
            facts.model == "p/m" && facts.stream && facts.tools && facts.vision && facts.jsonSchema)
        #expect(facts.estimatedInputTokens > 30)
    }

    @Test(
        arguments: [
            ("", "invalid_json", nil), ("{", "invalid_json", nil), ("[]", "invalid_type", nil),
            ("{}", "missing_required_parameter", "model"),
            (#"{"model":"m"}"#, "missing_required_parameter", "messages"),
            (#"{"model":1,"messages":[]}"#, "invalid_type", "model"),
            (#"{"model":"","messages":[{"role":"user"}]}"#, "invalid_value", "model"),
            (#"{"model":"\ud800","messages":[{"role":"user"}]}"#, "invalid_value", "model"),
            (#"{"model":"m","messages":{}}"#, "invalid_type", "messages"),
            (#"{"model":"m","messages":[]}"#, "empty_array", "messages"),
            (#"{"model":"m","messages":["x"]}"#, "invalid_type", "messages[0]"),
            (
                #"{"model":"m","messages":[{"role":"user"},{}]}"#, "missing_required_parameter",
                "messages[1].role"
            ),
            (#"{"model":"m","messages":[{"role":1}]}"#, "invalid_type", "messages[0].role"),
            (
                #"{"model":"m","messages":[{"role":"user"}],"stream":"yes"}"#, "invalid_type",
                "stream"
            ),
            (#"{"model":"m","messages":[{"role":"user"}],"tools":{}}"#, "invalid_type", "tools"),
            (
                #"{"model":"m","model":"n","messages":[{"role":"user"}]}"#, "duplicate_field",
                "model"
            ),
            (
                #"{"model":"m","messages":[{"role":"user"}],"stream_options":{"include_usage":true}}"#,
                "invalid_value", "stream_options"
            ),
        ] as [(String, String, String?)])
    func mistakesAreNamed(text: String, code: String, param: String?) {
        let found = error(text)
        #expect(found?.status == 400 && found?.code == code && found?.param == param)
    }

    @Test func badJSONTellsWhere() {
        let message = error("{\"model\":\"m\",\n \"messages\": oops}")?.message ?? ""
        #expect(message.contains("line 2") && message.contains("column 14"))
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(error(#"{"model":"m","messages":[],"x":\#(deep)}"#)?.code == "invalid_json")
    }
}
