import NIOCore
import Testing

@testable import MockProvider

@Suite struct CorpusTests {
    private func corpus(_ response: String) throws -> Corpus {
        var corpus = Corpus()
        try corpus.add(
            Array(#"{ "id": "x-1", "response": \#(response) }"#.utf8), path: "x-1.json")
        return corpus
    }

    @Test func streamsKeepTheirBytes() throws {
        let corpus = try corpus(
            #"{"status":200,"headers":{"content-type":"text/event-stream","date":"x"},"#
                + #""sse":": hi\r\n\r\ndata: {\"a\": 1}\n\n"}"#)
        let recording = try #require(corpus.recording(for: "corpus/x-1"))
        #expect(recording.isStream)
        #expect(String(buffer: recording.body) == ": hi\r\n\r\ndata: {\"a\": 1}\n\n")
        #expect(recording.fields == "content-type: text/event-stream\r\n")
        #expect(corpus.recording(for: "x-1") != nil)
        #expect(corpus.recording(for: "x-2") == nil)
    }

    @Test func bodiesLoseOnlyTheirSpaces() throws {
        let corpus = try corpus(
            #"{"status":404,"headers":{},"body":{ "a" : [ 1, "b c\" d" ],\n "e": 1.50 }}"#
                .replacing("\\n", with: "\n"))
        let recording = try #require(corpus.recording(for: "x-1"))
        #expect(recording.status == 404)
        #expect(String(buffer: recording.body) == #"{"a":[1,"b c\" d"],"e":1.50}"#)
    }

    @Test func binariesAreDecoded() throws {
        let corpus = try corpus(#"{"status":200,"headers":{},"base64":"AAH/YQ=="}"#)
        let recording = try #require(corpus.recording(for: "x-1"))
        #expect(Array(recording.body.readableBytesView) == [0, 1, 255, 97])
    }

    @Test(arguments: [
        #"{"headers":{},"text":"x"}"#, #"{"status":200,"headers":{}}"#,
        #"{"status":200,"base64":"A"}"#,
    ])
    func incompleteRecordingsAreRefused(_ response: String) {
        #expect(throws: Corpus.CorpusError.self) { try corpus(response) }
    }
}
