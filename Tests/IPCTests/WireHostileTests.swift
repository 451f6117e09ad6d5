import IPC
import Testing

/// Bytes from a broken or later peer: they fail or are kept, and never trap.
@Suite struct WireHostileTests {
    @Test func unknownFieldsAreKeptAndWrittenBack() throws {
        let later = WireExamples.scalars
        let earlier = try SampleEarlier(bytes: later.encoded())
        #expect(earlier.text == later.text)
        #expect(!earlier.unknownFields.isEmpty)
        #expect(try SampleScalars(bytes: earlier.encoded()) == later)
    }

    @Test func unknownFieldsOfNestedMessagesAreKept() throws {
        let bytes: [UInt8] = [0xE2, 0x12, 4, 8, 1, 0x78, 5]
        let message = try SampleScalars(bytes: bytes)
        #expect(message.node?.unknownFields == [0x78, 5])
        #expect(message.encoded() == bytes)
    }

    @Test func aKnownNumberWithAnotherWireTypeIsUnknown() throws {
        let message = try SampleScalars(bytes: [8, 5])
        #expect(message.text.isEmpty)
        #expect(message.encoded() == [8, 5])
    }

    @Test func unknownEnumNumbersBecomeZeroAndAreKept() throws {
        let message = try SampleScalars(bytes: [0x60, 77])
        #expect(message.mood == .unspecified)
        #expect(message.encoded() == [0x60, 77])
        let choice = try SampleChoice(bytes: [0x28, 77])
        #expect(choice.outcome == .mood(.unspecified))
        #expect(choice.encoded() == [0x28, 0, 0x28, 77])
        let lists = try SampleLists(bytes: [0x2A, 3, 1, 77, 2, 0x28, 78])
        #expect(lists.moods == [.calm, .default])
        #expect(lists.encoded() == [0x2A, 2, 1, 2, 0x28, 77, 0x28, 78])
    }

    @Test func everyCutIsAnErrorOrAShorterMessage() throws {
        // Each field by itself, so that every cut falls inside a value and must fail.
        let one: [[UInt8]] = [
            SampleScalars(text: "abc").encoded(), SampleScalars(data: [1, 2]).encoded(),
            SampleScalars(small: -1).encoded(), SampleScalars(ratio: 2).encoded(),
            SampleScalars(check: 1).encoded(),
            SampleScalars(node: SampleNode(value: 300)).encoded(),
        ]
        for bytes in one {
            for count in 1..<bytes.count {
                #expect(throws: WireError.self) {
                    try SampleScalars(bytes: Array(bytes.prefix(count)))
                }
            }
        }
        // Whole messages: a cut between two fields is a message, everything else an error.
        var whole = 0
        let bytes = WireExamples.scalars.encoded()
        for count in 0..<bytes.count {
            if (try? SampleScalars(bytes: Array(bytes.prefix(count)))) != nil { whole += 1 }
        }
        #expect(whole == 13)
    }

    @Test func everyChangedByteIsSurvived() {
        for (type, bytes) in [
            (SampleScalars.self as any WireMessage.Type, WireExamples.scalars.encoded()),
            (SampleLists.self, WireExamples.lists.encoded()),
        ] {
            for index in bytes.indices {
                for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                    var changed = bytes
                    changed[index] = value
                    // Either result is fine; the test is that there is one.
                    _ = try? type.init(bytes: changed)
                    #expect(!WireDump.line(type, changed.span.bytes).isEmpty)
                }
            }
        }
    }

    @Test(
        arguments: [
            ([0x80], WireError.truncated(offset: 1)),
            ([0x0A], .truncated(offset: 1)),
            ([0x0A, 5, 1], .lengthTooLong(length: 5, remaining: 1, offset: 1)),
            ([0x02], .badFieldNumber(offset: 0)),
            ([0x80, 0x80, 0x80, 0x80, 0x10], .badFieldNumber(offset: 0)),
            ([0x0B], .badWireType(3, offset: 0)),
            ([0x0F], .badWireType(7, offset: 0)),
            ([0x0A, 2, 0xC3, 0x28], .invalidUTF8(offset: 2)),
            ([0x0A, 3, 0xED, 0xA0, 0x80], .invalidUTF8(offset: 2)),
            ([0x28] + Array(repeating: 0xFF, count: 9) + [2], .varintTooLong(offset: 1)),
            ([0x28] + Array(repeating: 0x80, count: 12), .varintTooLong(offset: 1)),
            (
                [0x12] + Array(repeating: 0xFF, count: 9) + [1],
                .lengthTooLong(length: .max, remaining: 0, offset: 1)
            ),
            ([0x49, 0, 0], .truncated(offset: 1)),
        ] as [([UInt8], WireError)])
    func wrongBytesAreNamed(_ bytes: [UInt8], _ error: WireError) {
        #expect(throws: error) { try SampleScalars(bytes: bytes) }
    }

    @Test func aPackedValueMayNotLeaveItsList() {
        #expect(throws: WireError.truncated(offset: 3)) {
            try SampleLists(bytes: [0x12, 1, 0x80, 1])
        }
    }

    @Test func nestingIsBounded() throws {
        func nested(_ levels: Int) -> [UInt8] {
            var node = SampleNode(value: 1)
            for _ in 0..<levels { node = SampleNode(children: [node]) }
            return node.encoded()
        }
        #expect(try SampleNode(bytes: nested(WireLimits.nesting)).children.count == 1)
        #expect(throws: WireError.nestedTooDeep(limit: WireLimits.nesting)) {
            try SampleNode(bytes: nested(WireLimits.nesting + 1))
        }
    }

    @Test func theNumberOfMessagesIsBounded() throws {
        let most = Array(repeating: [0x12, 0] as [UInt8], count: WireLimits.messages).flatMap(
            \.self)
        #expect(try SampleNode(bytes: most).children.count == WireLimits.messages)
        #expect(throws: WireError.tooManyMessages(limit: WireLimits.messages)) {
            try SampleNode(bytes: most + [0x12, 0])
        }
    }
}
