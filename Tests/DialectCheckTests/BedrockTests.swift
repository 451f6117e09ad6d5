import DialectCheck
import Testing

@Suite("bedrock")
struct BedrockTests {
    private static let request = #"""
        {"system":[{"text":"s"}],"messages":[{"role":"user","content":[{"text":"time?"},{"document":{"format":"pdf","name":"a b","source":{"bytes":"JVBERi0="}}}]},
        {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s"}}},{"toolUse":{"toolUseId":"t1","name":"clock","input":{}}}]},
        {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"12:00"}],"status":"success"}}]}],
        "inferenceConfig":{"maxTokens":64,"temperature":0.5},"toolConfig":{"tools":[{"toolSpec":{"name":"clock","description":"d","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"auto":{}}}}
        """#

    private static let brokenRequests = [
        Broken(#"{"text":"time?"},"#, "", "document without a text block"),
        Broken(#"{"text":"time?"}"#, #"{"text":" "}"#, "more than white space"),
        Broken(
            #"{"text":"time?"}"#,
            #"{"text":"time?","image":{"format":"png","source":{"bytes":"AAAA"}}}"#,
            "2 members in a union"),
        Broken(#""name":"a b""#, #""name":"a.pdf""#, "letters, digits"),
        Broken(#""role":"assistant""#, #""role":"user""#, "roles must alternate"),
        Broken(
            #""toolUseId":"t1","content""#, #""toolUseId":"t2","content""#,
            "toolUse t1 without toolResult"),
        Broken(
            #""toolUseId":"t1","content""#, #""toolUseId":"t2","content""#,
            "toolResult without toolUse t2"),
        Broken(#""input":{}"#, #""input":"{}""#, "input: must be an object"),
        Broken(#"{"auto":{}}"#, #"{"none":{}}"#, "none: unknown field"),
        Broken(#"{"auto":{}}"#, #"{"tool":{"name":"x"}}"#, "x is not among the tools"),
        Broken(
            #""description":"d""#, #""description":"""#, "description: must be a non-empty string"),
        Broken(
            #""name":"clock","description""#, #""name":"my.clock","description""#, "[A-Za-z0-9_-]"),
        Broken(#""toolConfig""#, #""requestMetadata""#, "missing, but tools are in use"),
        Broken(#""maxTokens":64"#, #""max_tokens":64"#, "max_tokens: unknown field"),
    ]

    private static let answer = #"""
        {"output":{"message":{"role":"assistant","content":[{"text":"hi"},{"toolUse":{"toolUseId":"t1","name":"clock","input":{"tz":"UTC"}}}]}},
        "stopReason":"tool_use","usage":{"inputTokens":20,"outputTokens":8,"totalTokens":28},"metrics":{"latencyMs":5}}
        """#

    private static let brokenAnswers = [
        Broken(
            #""stopReason":"tool_use""#, #""stopReason":"end_turn""#,
            "end_turn although a tool is called"),
        Broken(#""stopReason":"tool_use""#, #""stopReason":"stop""#, "stop is not one of"),
        Broken(#","metrics":{"latencyMs":5}"#, "", "metrics: missing"),
        Broken(#""totalTokens":28"#, #""totalTokens":27"#, "totalTokens is not the sum"),
        Broken(
            #",{"toolUse":{"toolUseId":"t1","name":"clock","input":{"tz":"UTC"}}}"#, "",
            "tool_use without a toolUse block"),
    ]

    private static func event(_ name: String, _ data: String) -> String {
        #"{"event":"\#(name)","data":\#(data)}"# + "\n"
    }

    private static let start = event("messageStart", #"{"role":"assistant"}"#)
    private static let textStop = event("contentBlockStop", #"{"contentBlockIndex":0}"#)
    private static let text =
        event("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"text":"hi"}}"#) + textStop
    private static let callStart = event(
        "contentBlockStart",
        #"{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t1","name":"clock"}}}"#)
    private static let call =
        callStart
        + event(
            "contentBlockDelta",
            #"{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"tz\":\"UTC\"}"}}}"#)
        + event("contentBlockStop", #"{"contentBlockIndex":1}"#)
    private static let stop = event("messageStop", #"{"stopReason":"tool_use"}"#)
    private static let metadata = event(
        "metadata",
        #"{"usage":{"inputTokens":20,"outputTokens":8,"totalTokens":28},"metrics":{"latencyMs":5}}"#
    )
    private static let stream = start + text + call + stop + metadata

    private static let brokenStreams = [
        Broken(start, "", "outside of the message"),
        Broken(start, start + start, "second messageStart"),
        Broken(textStop, "", "block starts while another is open"),
        Broken(callStart, "", "toolUse without contentBlockStart"),
        Broken(
            #""contentBlockIndex":0,"delta""#, #""contentBlockIndex":3,"delta""#, "index is not 0"),
        Broken(#"{\"tz\":\"UTC\"}"#, #"{\"tz\""#, "not a JSON object"),
        Broken(call, "", "tool_use without a toolUse block"),
        Broken(stop, "", "metadata before messageStop"),
        Broken(metadata, "", "stream without metadata"),
        Broken(metadata, metadata + text, "event after the end"),
        Broken("messageStop", "messageEnd", "messageEnd is not known"),
    ]

    @Test(arguments: brokenRequests) func findsInRequests(_ case: Broken) {
        expectClean(Self.request) { DialectCheck.request(.bedrock, $0) }
        `case`.expect(in: Self.request) { DialectCheck.request(.bedrock, $0) }
    }

    @Test(arguments: brokenAnswers) func findsInAnswers(_ case: Broken) {
        expectClean(Self.answer) { DialectCheck.answer(.bedrock, $0) }
        `case`.expect(in: Self.answer) { DialectCheck.answer(.bedrock, $0) }
    }

    @Test(arguments: brokenStreams) func findsInStreams(_ case: Broken) {
        expectClean(Self.stream) { DialectCheck.stream(.bedrock, $0) }
        `case`.expect(in: Self.stream) { DialectCheck.stream(.bedrock, $0) }
    }

    @Test func anExceptionIsTheEnd() {
        let stream = Self.start + Self.event("throttlingException", #"{"message":"slow"}"#)
        expectClean(stream) { DialectCheck.stream(.bedrock, $0) }
        #expect(DialectCheck.aggregate(.bedrock, stream: Array(stream.utf8)).stop == .error)
    }

    /// One message of the type `messageStart`, in hexadecimal.
    private static let framed = """
        0000005500000031c40f9fe80d3a6d6573736167652d747970650700056576656e740b3a6576656e
        742d7479706507000c6d65737361676553746172747b22726f6c65223a22617373697374616e7422
        7d2c0201f8
        """

    private static var framedBytes: [UInt8] {
        let digits = framed.filter { $0 != "\n" }.map { UInt8($0.hexDigitValue ?? 0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func messages(_ bytes: [UInt8]) -> [String] {
        DialectCheck.stream(.bedrock, bytes).map(\.message)
    }

    @Test func readsTheFramingOfAWS() {
        let bytes = Self.framedBytes
        #expect(Self.messages(bytes) == ["stream without metadata at its end"])
        #expect(Self.messages(bytes + bytes).contains("second messageStart"))
        #expect(Self.messages(Array(bytes.dropLast())).contains("truncated message"))
        #expect(Self.messages(Self.flipped(bytes, 9)).contains("wrong prelude checksum"))
        #expect(
            Self.messages(Self.flipped(bytes, bytes.count - 8)).contains("wrong message checksum"))
    }

    private static func flipped(_ bytes: [UInt8], _ position: Int) -> [UInt8] {
        var bytes = bytes
        bytes[position] ^= 1
        return bytes
    }
}
