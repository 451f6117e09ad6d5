import JSON
import Testing

@Suite struct TapeTests {
    @Test func kindsRangesAndCounts() throws {
        let reading = try Reading(#" {"a": [1, "x", {}], "b": null, "c": true, "d": false} "#)
        let tape = reading.tape
        #expect(tape.kind(tape.root) == .object)
        #expect(tape.range(tape.root) == 1..<(reading.bytes.count - 1))
        #expect(tape.count(tape.root) == 4)
        #expect(tape.nodeCount == 12)
        let array = try #require(reading.member("a", of: tape.root))
        #expect(tape.kind(array) == .array)
        #expect(tape.count(array) == 3)
        #expect(
            String(decoding: reading.bytes[tape.range(array)], as: UTF8.self) == #"[1, "x", {}]"#)
        var kinds: [JSONKind] = []
        tape.forEachElement(of: array) { kinds.append(tape.kind($0)) }
        #expect(kinds == [.number, .string, .object])
        var names: [String?] = []
        tape.forEachMember(of: tape.root) { names.append(reading.string($0.name)) }
        #expect(names == ["a", "b", "c", "d"])
        let null = try #require(reading.member("b", of: tape.root))
        #expect(tape.isNull(null))
        #expect(tape.bool(null) == nil)
        #expect(reading.member("c", of: tape.root).flatMap { tape.bool($0) } == true)
        #expect(reading.member("d", of: tape.root).flatMap { tape.bool($0) } == false)
        #expect(reading.member("e", of: tape.root) == nil)
        #expect(reading.member("a", of: array) == nil)
        #expect(tape.element(3, of: array) == nil)
        #expect(tape.element(-1, of: array) == nil)
        #expect(tape.contentRange(array).isEmpty)
    }

    @Test func lastOfDuplicateNamesCounts() throws {
        let reading = try Reading(#"{"a":1,"b":2,"\u0061":3}"#)
        let tape = reading.tape
        let value = try #require(reading.member("a", of: tape.root))
        #expect(reading.int(value) == 3)
        #expect(reading.allMembers(named: "a", of: tape.root).count == 2)
        #expect(reading.allMembers(named: "b", of: tape.root).count == 1)
        #expect(reading.hasDuplicateNames(tape.root))
        let unique = try Reading(#"{"a":1,"b":2}"#)
        #expect(!unique.hasDuplicateNames(unique.root))
        let equivalent = try Reading("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(!equivalent.hasDuplicateNames(equivalent.root))
        #expect(equivalent.allMembers(named: "\u{E9}", of: equivalent.root).count == 1)
    }

    @Test(arguments: [
        "", "a", "id", "model", "messages", "temperature", "a name of more than sixteen bytes",
        "ü", "世界", "quote\"d", "1234567", "12345678", "123456789",
    ])
    func namesAreFoundHoweverTheyAreWritten(_ name: String) throws {
        var escaped = ""
        for unit in name.utf16 {
            let digits = String(unit, radix: 16)
            escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        for spelling in [Model.string(name).bytes, Array("\"\(escaped)\"".utf8)] {
            let prefix = Array(#"{"other":0,"mode1":0,"#.utf8)
            let reading = try Reading(prefix + spelling + Array(":1}".utf8))
            let tape = reading.tape
            let value = reading.member(named: name, of: tape.root)
            #expect(value.flatMap { reading.int($0) } == 1)
            #expect(reading.member(named: name + "x", of: tape.root) == nil)
        }
    }

    @Test(arguments: [
        (#""""#, ""), (#""abc""#, "abc"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u4e16\uD83D\uDE00""#, "Aé世😀"), (#""\u0000""#, "\u{0}"),
        (#""x\uD800y""#, "x\u{FFFD}y"), (#""\uDC00""#, "\u{FFFD}"),
        (#""\uD800\uD800\uDC00""#, "\u{FFFD}\u{10000}"), (#""\uD800\u0041""#, "\u{FFFD}A"),
        (#""\ud800\\uDC00""#, "\u{FFFD}\\uDC00"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
    ])
    func stringsAreDecoded(_ json: String, _ text: String) throws {
        let reading = try Reading(json)
        let tape = reading.tape
        #expect(reading.string(tape.root) == text)
        #expect(reading.equals(tape.root, text: text))
        #expect(!reading.equals(tape.root, text: text + "x"))
        #expect(!reading.equals(tape.root, text: "x" + text))
        #expect(reading.appendedText(tape.root, to: [1]) == [1] + Array(text.utf8))
        #expect(tape.hasLoneSurrogates(tape.root) == text.contains("\u{FFFD}"))
        #expect(tape.isEscaped(tape.root) == json.contains("\\"))
        #expect(reading.raw(tape.root) == reading.bytes)
    }

    @Test(
        arguments: [
            ("0", 0, 0.0), ("-0", 0, -0.0), ("42", 42, 42), ("-17", -17, -17),
            ("9223372036854775807", Int64.max, 9_223_372_036_854_775_807.0),
            ("-9223372036854775808", Int64.min, -9_223_372_036_854_775_808.0),
            ("9223372036854775808", nil, 9_223_372_036_854_775_808.0),
            ("-9223372036854775809", nil, -9_223_372_036_854_775_809.0),
            ("92233720368547758070", nil, 92_233_720_368_547_758_070.0),
            ("1.0", nil, 1.0), ("1e3", nil, 1000.0), ("2.5E-3", nil, 0.0025), ("1e400", nil, nil),
            ("123456789012345678901234567890", nil, 123_456_789_012_345_678_901_234_567_890.0),
        ] as [(String, Int64?, Double?)])
    func numbersKeepTheirText(_ text: String, _ int: Int64?, _ double: Double?) throws {
        let reading = try Reading(text)
        let tape = reading.tape
        #expect(reading.numberText(tape.root) == text)
        #expect(reading.int(tape.root) == int)
        #expect(reading.double(tape.root) == double)
        #expect(tape.isInteger(tape.root) == text.allSatisfy { $0 == "-" || $0.isNumber })
    }

    @Test func otherKindsAnswerNothing() throws {
        let reading = try Reading(#"[null,"1",1,{}]"#)
        let tape = reading.tape
        let nodes = try (0..<4).map { try #require(tape.element($0, of: tape.root)) }
        #expect(reading.string(nodes[0]) == nil)
        #expect(reading.int(nodes[1]) == nil)
        #expect(reading.double(nodes[1]) == nil)
        #expect(reading.numberText(nodes[3]) == nil)
        #expect(!reading.equals(nodes[2], "1"))
        #expect(reading.equals(nodes[1], "1"))
        #expect(!reading.equals(nodes[0], "null"))
        #expect(reading.appendedText(nodes[2], to: []) == nil)
        #expect(reading.allMembers(named: "a", of: nodes[3]).isEmpty)
    }

    @Test func aTapeIsUsedAgain() throws {
        var tape = JSONTape()
        let large = Array(("[" + String(repeating: "1,", count: 5000) + "1]").utf8)
        for _ in 0..<3 {
            try tape.parse(large)
            #expect(tape.count(tape.root) == 5001)
            #expect(throws: JSONError.self) { try tape.parse(Array("[1,".utf8)) }
            #expect(tape.nodeCount == 0)
            try tape.parse(Array("[1]".utf8))
            #expect(tape.nodeCount == 2)
        }
        tape.trim(toNodes: 100)
        #expect(tape.nodeCount == 0)
        try tape.parse(Array("{}".utf8))
        #expect(tape.count(tape.root) == 0)
    }

    @Test func aTapeWithoutADocumentHasNoRoot() async {
        await #expect(processExitsWith: .failure) { _ = JSONTape().root }
    }
}
