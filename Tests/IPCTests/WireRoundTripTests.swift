import IPC
import Testing

/// What is written is read again, in the encoding that proto3 prescribes.
@Suite struct WireRoundTripTests {
    @Test func defaultsTakeNoBytes() throws {
        #expect(SampleScalars().encoded().isEmpty)
        #expect(try SampleScalars(bytes: []) == SampleScalars())
    }

    @Test func everyScalar() throws {
        let message = WireExamples.scalars
        let decoded = try SampleScalars(bytes: message.encoded())
        #expect(decoded == message)
        #expect(decoded.unknownFields.isEmpty)
    }

    @Test func knownBytes() {
        #expect(SampleScalars(text: "hé").encoded() == [0x0A, 3, 0x68, 0xC3, 0xA9])
        #expect(
            SampleScalars(small: -1).encoded()
                == [0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1])
        #expect(SampleScalars(bigCount: 300).encoded() == [0x38, 0xAC, 2])
        #expect(SampleScalars(zigzag: -2).encoded() == [0x40, 3])
        #expect(SampleScalars(ratio: 1).encoded() == [0x49, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
        #expect(SampleScalars(check: 0x0102_0304).encoded() == [0x5D, 4, 3, 2, 1])
        #expect(SampleScalars(node: SampleNode()).encoded() == [0xE2, 0x12, 0])
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 127, 128, 16_383, 16_384, Int64.max])
    func signedNumbers(_ number: Int64) throws {
        let message = SampleScalars(
            small: Int32(truncatingIfNeeded: number), big: number, zigzag: number)
        #expect(try SampleScalars(bytes: message.encoded()) == message)
    }

    @Test func negativeZeroIsWritten() throws {
        let decoded = try SampleScalars(bytes: SampleScalars(ratio: -0.0).encoded())
        #expect(decoded.ratio.sign == .minus)
    }

    @Test func optionalsTellAbsentFromDefault() throws {
        let absent = try SampleOptionals(bytes: SampleOptionals().encoded())
        #expect(absent.text == nil && absent.in == nil && absent.mood == nil)
        let given = SampleOptionals(text: "", small: 0, mood: .unspecified, in: false, ratio: 0)
        #expect(given.encoded().count == 2 + 2 + 2 + 2 + 9)
        #expect(try SampleOptionals(bytes: given.encoded()) == given)
    }

    @Test func lists() throws {
        let message = WireExamples.lists
        #expect(try SampleLists(bytes: message.encoded()) == message)
    }

    @Test func packedIsWrittenAndBothAreRead() throws {
        let packed = SampleLists(smalls: [1, -1, 300], moods: [.calm, .below])
        let tenBytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]
        let below: [UInt8] = [0xFD] + tenBytes.dropFirst()
        let expected: [UInt8] = [0x12, 13, 1] + tenBytes + [0xAC, 2] + [0x2A, 11, 1] + below
        #expect(packed.encoded() == expected)
        let single: [UInt8] = [0x10, 1, 0x10] + tenBytes + [0x10, 0xAC, 2, 0x28, 1, 0x28] + below
        #expect(try SampleLists(bytes: single) == packed)
        #expect(
            try SampleLists(bytes: [0x10, 7, 0x12, 2, 8, 9, 0x10, 10]).smalls == [7, 8, 9, 10])
    }

    @Test(arguments: [0, 1, 125, 126, 127, 128, 129, 16_381, 16_384, 16_390, 70_000])
    func lengthsAroundTheSizesOfTheirPrefix(_ count: Int) throws {
        let leaf = SampleScalars(text: String(repeating: "x", count: count))
        #expect(try SampleScalars(bytes: leaf.encoded()) == leaf)
        let children = Array(repeating: SampleNode(value: 5), count: count / 4)
        let nested = SampleScalars(
            text: "before",
            node: SampleNode(value: 1, children: [SampleNode(value: 2, children: children)]))
        #expect(try SampleScalars(bytes: nested.encoded()) == nested)
    }

    @Test func oneofKeepsTheLastAndWritesDefaults() throws {
        let cases: [SampleChoice.Outcome] = [
            .node(SampleNode(value: 3)), .reason(""), .number(0), .number(-4), .mood(.unspecified),
            .mood(.default),
        ]
        for outcome in cases {
            let message = SampleChoice(requestID: "r", outcome: outcome)
            #expect(try SampleChoice(bytes: message.encoded()) == message)
        }
        let two =
            SampleChoice(outcome: .reason("no")).encoded()
            + SampleChoice(outcome: .number(8)).encoded()
        #expect(try SampleChoice(bytes: two).outcome == .number(8))
    }

    @Test func messagesThatComeTwiceAreMerged() throws {
        let first = SampleChoice(outcome: .node(SampleNode(value: 3))).encoded()
        let second = SampleChoice(
            outcome: .node(SampleNode(children: [SampleNode(value: 4)]))
        ).encoded()
        let merged = SampleNode(value: 3, children: [SampleNode(value: 4)])
        #expect(try SampleChoice(bytes: first + second).outcome == .node(merged))
    }

    /// Large messages are held in boxes and apart from their choice, which nobody notices.
    @Test func largeMessagesAreValuesLikeOthers() throws {
        let large = SampleLarge(first: "one", seventh: "seven", count: 0)
        let choices: [SampleHolder.Held?] = [
            .big(large), .choice(SampleChoice(requestID: "r", outcome: .number(3))),
            .node(SampleNode(value: 4)), .number(5), nil,
        ]
        for held in choices {
            let message = SampleHolder(large: large, small: SampleNode(value: 2), held: held)
            #expect(try SampleHolder(bytes: message.encoded()) == message)
        }
        var copy = SampleHolder(large: large)
        let before = copy
        copy.large?.first = "two"
        #expect(before.large == large)
        #expect(copy != before)
        #expect(copy.large == SampleLarge(first: "two", seventh: "seven", count: 0))
        copy.large?.first = "one"
        #expect(copy == before)
        copy.large = nil
        #expect(copy.encoded().isEmpty && copy == SampleHolder())
    }

    @Test func largeMessagesThatComeTwiceAreMerged() throws {
        let bytes =
            SampleHolder(large: SampleLarge(first: "a"), held: .big(SampleLarge(third: "c")))
            .encoded()
            + SampleHolder(large: SampleLarge(second: "b"), held: .big(SampleLarge(fourth: "d")))
            .encoded()
        let merged = try SampleHolder(bytes: bytes)
        #expect(merged.large == SampleLarge(first: "a", second: "b"))
        #expect(merged.held == .big(SampleLarge(third: "c", fourth: "d")))
    }

    @Test(arguments: [
        "", "a", "exactly fifteen", "sixteen letters.", "grüße 🌍", "\u{0}", "é",
        String(repeating: "ü", count: 300),
    ])
    func textsAreReadAsTheyWere(_ text: String) throws {
        let read = try SampleScalars(bytes: SampleScalars(text: text).encoded()).text
        #expect(Array(read.utf8) == Array(text.utf8))
    }

    @Test func writerAppendsBehindAHeader() throws {
        var writer = WireWriter(appendingTo: [9, 9])
        WireExamples.scalars.encode(into: &writer)
        #expect(Array(writer.bytes.prefix(2)) == [9, 9])
        #expect(try SampleScalars(bytes: Array(writer.bytes.dropFirst(2))) == WireExamples.scalars)
        writer.removeAll()
        #expect(writer.bytes.isEmpty)
    }
}
