import IPC
import JSON
import Testing

@testable import Dialects

/// What stands in requests and answers as base64 is no text: a photograph would cost as much as a book.
@Suite("media in base64")
struct EncodedMediaTests {
    /// Base64 of a file that begins so, 400,000 letters of it.
    private static func file(_ head: String) -> String {
        head + String(repeating: "QUJD", count: 100_000)
    }

    private static let jpeg = file("/9j/4AAQSkZJRgAB")

    private func kind(_ text: String) -> EncodedMedia? {
        let bytes = Array(text.utf8)
        return EncodedMedia.kind(of: bytes.span.bytes)
    }

    @Test(
        arguments: [
            ("/9j/4AAQSkZJRgAB", .picture), ("iVBORw0KGgoA", .picture), ("R0lGODlh", .picture),
            ("UklGRhAgMABXRUJQVlA4", .picture), ("UklGRhAgMABXQVZFZm10", .sound),
            ("AAAAGGZ0eXBoZWljAAAA", .picture), ("AAAAIGZ0eXBpc29t", .sound), ("//uQRAAA", .sound),
            ("T2dnUwAA", .sound), ("JVBERi0xLjQK", .document), ("gAAAAABmWXyz", nil),
            ("TG9yZW0g", nil),
        ] as [(String, EncodedMedia?)])
    func filesAreToldByTheirBeginning(head: String, kind: EncodedMedia?) {
        #expect(self.kind(Self.file(head)) == kind)
    }

    @Test(
        arguments: [
            ("data:image/png;base64,", .picture), ("data:image\\/png;base64,", .picture),
            ("data:audio/wav;base64,", .sound), ("data:video/mp4;codecs=avc1;base64,", .sound),
            ("DATA:application/pdf;base64,", .document), ("data:text/plain,", nil),
            ("data:text/plain;base64,", nil), ("data:image/png;BASE64,", .picture),
        ] as [(String, EncodedMedia?)])
    func addressesSayIt(head: String, kind: EncodedMedia?) {
        #expect(self.kind(Self.file(head)) == kind)
    }

    @Test func proseIsText() {
        let prose =
            "iVBORw0KGgo is how a PNG begins. " + String(repeating: "Words, and more. ", count: 500)
        #expect(kind(prose) == nil)
        #expect(kind("data:image/png;base64," + prose) == nil)
        #expect(kind(prose.replacing(" ", with: "\\n")) == nil)
    }

    private static let requests: [(Dialect, String)] = [
        (
            .openaiChat,
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,\#(jpeg)"}}]}]}"#
        ),
        (
            .openaiResponses,
            #"{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/jpeg;base64,\#(jpeg)"}]}]}"#
        ),
        (
            .anthropic,
            #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"\#(jpeg)"}}]}]}"#
        ),
        (
            .gemini,
            #"{"model":"m","contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/jpeg","data":"\#(jpeg)"}}]}]}"#
        ),
        (
            .ollama,
            #"{"model":"m","messages":[{"role":"user","content":"x","images":["\#(jpeg)"]}]}"#
        ),
    ]

    @Test("a photograph is a picture to whoever sets money aside for it", arguments: requests)
    func requestsWithAPicture(dialect: Dialect, json: String) throws {
        let bytes = Array(json.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        let codec = try #require(Codecs.client(dialect))
        let facts = try codec.facts(
            RequestSource(bytes: bytes, tape: tape, pathModel: dialect == .gemini ? "m" : ""))
        #expect((1_500..<1_700).contains(facts.estimatedInputTokens))
    }

    // MARK: Answers that pass through, and break off before they are counted

    private func textBytes(_ delta: String) throws -> Int {
        let pair = Pair(client: .openaiChat, provider: .openaiChat)
        var observer = ChatObserver(pair.context(streams: true).plan)
        let event = Array(#"{"choices":[{"index":0,"delta":\#(delta)}]}"#.utf8)
        #expect(try observer.observe(name: "", data: event.span.bytes) == .kept)
        #expect(observer.hasMeaning)
        return observer.textBytes
    }

    @Test(arguments: [
        (#"{"role":"assistant","content":"four"}"#, 4), (#"{"refusal":"no"}"#, 2),
        (
            #"{"content":[{"type":"text","text":"four"},{"type":"image_url","image_url":{"url":"x"}}]}"#,
            4
        ),
        (#"{"audio":{"id":"a","data":"\#(jpeg)"}}"#, 0),
        (#"{"audio":{"transcript":"four","data":"\#(jpeg)"}}"#, 4),
        (
            #"{"images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(jpeg)"}}]}"#,
            0
        ),
        (#"{"reasoning":"thinks","reasoning_content":"thinks"}"#, 6),
        (
            #"{"reasoning":"thinks","reasoning_details":[{"type":"reasoning.text","text":"thinks"}]}"#,
            6
        ),
        (#"{"reasoning_text":"thinks"}"#, 6),
        (
            #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"thinks"}]}]}"#, 6
        ),
        (#"{"reasoning_details":[{"type":"reasoning.encrypted","data":"\#(jpeg)"}]}"#, 0),
    ])
    func chatDeltas(delta: String, length: Int) throws {
        #expect(try textBytes(delta) == length)
    }

    @Test func argumentsOfCallsCount() throws {
        let calls = #"[{"index":0,"function":{"name":"f","arguments":"{}"}}]"#
        #expect(try textBytes(#"{"tool_calls":\#(calls)}"#) == calls.utf8.count)
    }

    @Test(arguments: [
        ("response.output_text.delta", "four", 4), ("response.audio.delta", jpeg, 0),
        ("response.output_audio.delta", jpeg, 0),
        ("response.output_audio_transcript.delta", "four", 4),
        ("response.function_call_arguments.delta", jpeg, jpeg.utf8.count),
    ])
    func responsesDeltas(type: String, delta: String, length: Int) throws {
        var observer = ResponsesObserver()
        let event = Array(#"{"type":"\#(type)","delta":"\#(delta)"}"#.utf8)
        #expect(try observer.observe(name: type, data: event.span.bytes) == .kept)
        #expect(observer.textBytes == length)
    }

    @Test func aPictureInAWholeResponseIsNoText() throws {
        var observer = ResponsesObserver()
        let answer = Array(
            #"{"output":[{"type":"image_generation_call","result":"\#(Self.jpeg)"}]}"#.utf8)
        try observer.observe(whole: answer.span.bytes)
        #expect(observer.textBytes < 100)
        var other = ResponsesObserver()
        let repeats = Array(
            #"{"instructions":[{"image_url":"\#(Self.jpeg)"}],"output":[{"type":"message"}]}"#.utf8)
        try other.observe(whole: repeats.span.bytes)
        #expect(other.textBytes == #"[{"type":"message"}]"#.utf8.count)
    }
}
