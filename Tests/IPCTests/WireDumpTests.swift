import IPC
import Testing

/// The readable form of messages, and what it must not show.
@Suite struct WireDumpTests {
    private func dump(_ message: some WireMessage) -> String {
        WireDump.line(type(of: message), message.encoded().span.bytes)
    }

    @Test func everyKindIsReadable() {
        let message = SampleScalars(
            text: "t", data: [0, 255], isOn: true, small: -7, zigzag: -3, ratio: 0.5,
            mood: .default, node: SampleNode(value: 1, children: [SampleNode()]))
        #expect(
            dump(message)
                == "SampleScalars{text:\"t\" data:<00ff> is_on:true small:-7 zigzag:-3 ratio:0.5"
                + " mood:default node:{value:1 children:{}}}")
        #expect(
            dump(SampleLists(texts: ["a", "b"], smalls: [1, 2], moods: [.calm]))
                == "SampleLists{texts:\"a\" texts:\"b\" smalls:[1,2] moods:[calm]}")
        #expect(dump(SampleChoice(outcome: .number(4))) == "SampleChoice{number:4}")
    }

    @Test func longValuesAreCut() {
        let text = dump(SampleScalars(text: String(repeating: "x", count: 121)))
        #expect(text == "SampleScalars{text:\"\(String(repeating: "x", count: 120))…\"}")
        #expect(
            dump(SampleScalars(data: Array(repeating: 1, count: 99))).hasSuffix("01… 99 bytes>}"))
        let many = dump(SampleLists(smalls: Array(repeating: 1_000_000, count: 100_000)))
        #expect(many.utf8.count < WireLimits.dumpedLine + 100)
        #expect(many.hasSuffix("]…}"))
    }

    @Test func secretsLeaveNoTrace() {
        let short = SampleSecret(user: "u", password: "p", prompts: ["q"])
        let long = SampleSecret(
            user: "u", password: "hunter2 and more", prompts: ["hunter2", "hunter3", "hunter4"])
        let expected = "SampleSecret{user:\"u\" password:«redacted» prompts:«redacted»}"
        #expect(dump(short) == expected)
        #expect(dump(long) == expected)
        #expect("\(long)" == expected)
        #expect(String(reflecting: long) == expected)
        let outer = dump(SampleSecret(innerSecretURL: [long]))
        #expect(outer.contains("inner_secret_url:{user:\"u\" password:«redacted»"))
        #expect(!outer.contains("hunter"))
        // The same field with another wire type.
        let other = WireDump.line(SampleSecret.self, ([0x10, 0x2A] as [UInt8]).span.bytes)
        #expect(other == "SampleSecret{password:«redacted»}")
    }

    @Test func unknownFieldsShowTheirNumberOnly() {
        let bytes: [UInt8] = [0x98, 6, 5, 0x98, 6, 6, 0xA2, 6, 2, 0x61, 0x62]
        #expect(
            WireDump.line(SampleNode.self, bytes.span.bytes)
                == "SampleNode{#99:varint #100:delimited}")
        let mood: [UInt8] = [0x60, 77]
        #expect(WireDump.line(SampleScalars.self, mood.span.bytes) == "SampleScalars{mood:77}")
    }

    @Test func theLineCannotBeBroken() {
        let text = dump(SampleEarlier(text: "a\n\u{1B}[31m\"\\\u{202E}\u{2028}é"))
        let expected = #"SampleEarlier{text:"a\u{a}\u{1b}[31m\"\\\u{202e}\u{2028}é"}"#
        #expect(text == expected)
    }

    @Test func malformedBytesAreTold() {
        let bytes: [UInt8] = [8, 1, 0x12, 9]
        #expect(
            WireDump.line(SampleNode.self, bytes.span.bytes)
                == "SampleNode{value:1 children: malformed: "
                + "lengthTooLong(length: 9, remaining: 0, offset: 3)")
    }

    @Test func theRegistryKnowsEveryMessageOnce() {
        #expect(Set(WireRegistry.types.map { $0.name }).count == WireRegistry.types.count)
        let empty: [UInt8] = []
        for type in WireRegistry.types {
            #expect(WireRegistry.dump(name: type.name, empty.span.bytes) == type.name + "{}")
        }
        #expect(WireRegistry.dump(name: "Nothing", empty.span.bytes) == nil)
    }
}
