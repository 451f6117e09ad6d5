import IPC
import JSON
import Testing

@testable import Logd

@Suite("OTLP as JSON")
struct OTLPWriterTests {
    private func document(_ span: Span) throws -> JSONDocument {
        try JSONDocument(OTLPWriter.encode(span).json)
    }

    private func attributes(_ value: JSONValue?) -> [String: String] {
        var found: [String: String] = [:]
        for entry in value?.array ?? [] {
            let raw = entry["value"]?.rawBytes ?? []
            found[entry["key"]?.string ?? ""] = String(decoding: raw, as: UTF8.self)
        }
        return found
    }

    @Test func aSpanIsWrittenAsTheMappingWants() throws {
        let spans = SpanBuilder.spans(
            of: TelemetrySamples.attempt(),
            SpanBuilder.Answer(model: "m", finishReason: "stop", endpoint: .chat))
        let call = try document(try #require(spans.last))
        #expect(call["traceId"]?.string == "0102030405060708090a0b0c0d0e0f10")
        #expect(call["spanId"]?.string == HexText.of(TelemetrySamples.id("r-1", 1, "attempt")))
        #expect(
            call["parentSpanId"]?.string == HexText.of(TelemetrySamples.id("r-1", 0, "request")))
        #expect(call["kind"]?.int == 3)
        #expect(call["flags"]?.int == 0x101)
        #expect(call["traceState"]?.string == "vendor=1")
        #expect(call["startTimeUnixNano"]?.string == "1767225600002000000")
        #expect(call["endTimeUnixNano"]?.string == "1767225600082000000")
        #expect(call["status"] == nil)
        let said = attributes(call["attributes"])
        #expect(said["gen_ai.usage.input_tokens"] == #"{"intValue":"20"}"#)
        #expect(said["gen_ai.request.model"] == #"{"stringValue":"m"}"#)
        #expect(
            said["gen_ai.response.finish_reasons"]
                == #"{"arrayValue":{"values":[{"stringValue":"stop"}]}}"#)
        #expect(call["events"]?.array?.map { $0["name"]?.string } == ["connected", "first_byte"])
    }

    @Test func aFailureAndARemoteParentAreWritten() throws {
        var request = TelemetrySamples.request()
        request.status = 502
        request.errorCode = "all_failed"
        let door = try document(try #require(SpanBuilder.spans(of: request).first))
        #expect(door["status"]?["code"]?.int == 2)
        #expect(door["status"]?["message"]?.string == "all_failed")
        #expect(door["flags"]?.int == 0x301)
    }

    @Test func aSpanNeverEndsBeforeItsStart() throws {
        var span = try #require(SpanBuilder.spans(of: TelemetrySamples.request()).first)
        span.end = span.start - 1
        let written = try document(span)
        #expect(written["endTimeUnixNano"]?.string == written["startTimeUnixNano"]?.string)
    }

    @Test func aRequestGroupsSpansByDaemon() throws {
        let spans =
            SpanBuilder.spans(of: TelemetrySamples.request())
            + SpanBuilder.spans(of: TelemetrySamples.attempt(), nil)
            + SpanBuilder.spans(of: TelemetrySamples.attempt("r-2"), nil)
        let body = OTLPWriter.request(
            spans.map(OTLPWriter.encode), service: "gate", version: "1.2")
        let resource = try #require(try JSONDocument(body)["resourceSpans"]?[0])
        let said = attributes(resource["resource"]?["attributes"])
        #expect(said["service.name"] == #"{"stringValue":"gate"}"#)
        #expect(said["service.version"] == #"{"stringValue":"1.2"}"#)
        let scopes = try #require(resource["scopeSpans"]?.array)
        #expect(
            scopes.map { $0["scope"]?["name"]?.string } == [
                "omni-ingress", "omni-route", "omni-egress",
            ])
        #expect(scopes.map { $0["spans"]?.count } == [1, 2, 2])
    }

    @Test func longValuesAreCut() throws {
        var request = TelemetrySamples.request()
        request.modelAsked = String(repeating: "é", count: 4 * Limits.attributeCharacters)
        let span = try #require(SpanBuilder.spans(of: request).first)
        guard case .text(let text) = span.attributes["omniroute.model.asked"] else {
            Issue.record("no model")
            return
        }
        #expect(text.unicodeScalars.count == Limits.attributeCharacters)
    }
}
