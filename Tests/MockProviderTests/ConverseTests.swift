import NIOCore
import Testing

@testable import MockProvider

@Suite struct ConverseTests {
    private static let bearer = "Authorization: Bearer k\r\n"
    private static let user = #"{"role":"user","content":[{"text":"hi"}]}"#

    private func post(
        _ messages: String, model: String = "m", more: String = ""
    ) throws -> MockClient.Reply {
        try MockProviderTests.post(
            "/model/\(model)/converse", #"{"messages":[\#(messages)]\#(more)}"#,
            fields: Self.bearer)
    }

    @Test func anAnswerIsWhole() throws {
        let body = try post(Self.user, model: "m%2Bthink").body
        let content = ["output", "message", "content"]
        #expect(
            value(
                body, content[0], content[1], content[2], "0", "reasoningContent",
                "reasoningText", "signature") != nil)
        #expect(value(body, "stopReason") == "end_turn")
        #expect(value(body, "usage", "totalTokens") == "13")
    }

    @Test(
        arguments: [
            (
                #"{"role":"assistant","content":[{"text":"x"}]}"#, "",
                "must start with a user message"
            ),
            (user + "," + user, "", "must alternate"),
            (#"{"role":"user","content":[{"text":" "}]}"#, "", "is blank"),
            (#"{"role":"user","content":[]}"#, "", "is empty"),
            (user, #","foo":1"#, "extraneous key"),
            (#"{"role":"user","content":[{"text":"x","foo":{}}]}"#, "", "extraneous key"),
            (user, #","inferenceConfig":{"temperature":2}"#, "less than or equal to 1"),
            (
                user + #",{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"f","#
                    + #""input":{}}}]},"# + user, "", "Expected toolResult blocks"
            ),
            (
                #"{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[]}}]}"#, "",
                "exceeds the number of toolUse blocks"
            ),
            (
                user + #",{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"f","#
                    + #""input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"a","#
                    + #""content":[]}}]}"#, "", "toolConfig field must be defined"
            ),
        ] as [(String, String, String)])
    func requestsAreChecked(_ messages: String, _ more: String, _ expected: String) throws {
        let reply = try post(messages, more: more)
        #expect(reply.status == 400)
        #expect(value(reply.body, "message")?.contains(expected) == true)
        #expect(reply.head.contains("x-amzn-errortype: ValidationException"))
    }

    @Test func checksumsAreZlibs() {
        #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
    }

    @Test func framesAreWhole() throws {
        var buffer = ByteBuffer()
        AWSEventFrame.write(event: "messageStop", #"{"stopReason":"end_turn"}"#, to: &buffer)
        let bytes = Array(buffer.readableBytesView)
        let total = buffer.readInteger(as: UInt32.self)
        #expect(total.map(Int.init) == bytes.count)
        let head = buffer.readInteger(as: UInt32.self) ?? 0
        let check = buffer.readInteger(as: UInt32.self)
        #expect(check == CRC32.checksum(bytes[..<8]))
        let headers = buffer.readBytes(length: Int(head)) ?? []
        #expect(
            String(decoding: headers, as: UTF8.self).contains(":event-type\u{7}\0\u{B}messageStop"))
        let payload = buffer.readString(length: buffer.readableBytes - 4)
        #expect(payload == #"{"stopReason":"end_turn"}"#)
        let lastCheck = buffer.readInteger(as: UInt32.self)
        #expect(lastCheck == CRC32.checksum(bytes.dropLast(4)))
    }

    @Test func aStreamHasAllItsFrames() throws {
        let client = try MockClient()
        let reply = try client.post(
            "/model/m/converse-stream", #"{"messages":[\#(Self.user)]}"#, fields: Self.bearer)
        for name in ["messageStart", "contentBlockDelta", "contentBlockStop", "messageStop"] {
            #expect(reply.body.contains(name))
        }
        #expect(!reply.body.contains("contentBlockStart"))
        #expect(reply.body.contains(#"{"usage":{"inputTokens":1"#))
    }

    @Test func someoneMustAsk() throws {
        let reply = try MockProviderTests.post("/model/m/converse", "{}")
        #expect(reply.status == 403)
        #expect(value(reply.body, "message") == "Missing Authentication Token")
    }
}
