import JSON
import Testing

@Suite struct WriterTests {
    @Test func commasComeByThemselves() {
        var writer = JSONWriter()
        writer.object { object in
            object.member("a", 1)
            object.name("b")
            object.array { array in
                array.null()
                array.bool(true)
                array.bool(false)
                array.object { _ in }
                array.array { _ in }
                array.string("x")
                array.double(0.1)
                array.double(.infinity)
                array.raw([UInt8(ascii: "7")])
            }
            object.member("c", "text")
            object.member("d", true)
            object.member("e", raw: Array("[1]".utf8))
            object.name(text: "f\"")
            object.string("static")
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"a":1,"b":[null,true,false,{},[],"x",0.1,null,7],"c":"text","d":true,"e":[1],"#
                + #""f\"":"static"}"#)
    }

    @Test func integers() {
        var writer = JSONWriter()
        writer.array { array in
            for value in [Int64.min, -10, -1, 0, 9, 10, 99, 100, Int64.max] { array.int(value) }
            array.int(UInt64.max)
            array.int(UInt8(7))
            array.int(Int8.min)
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "[-9223372036854775808,-10,-1,0,9,10,99,100,9223372036854775807,"
                + "18446744073709551615,7,-128]")
    }

    /// Every byte that must be escaped is, at every place of a word and of its rest.
    @Test func stringsAreEscapedAtEveryPlace() throws {
        for length in 0..<20 {
            for place in 0..<length {
                for byte in UInt8(0)..<0x80 {
                    var text = Array(repeating: UInt8(ascii: "a"), count: length)
                    text[place] = byte
                    var writer = JSONWriter()
                    writer.string(utf8: text)
                    let mustEscape = byte < 0x20 || byte == 0x22 || byte == 0x5C
                    #expect((writer.bytes.count > length + 2) == mustEscape)
                    let document = try JSONDocument(writer.bytes)
                    #expect(document.root.string == String(decoding: text, as: UTF8.self))
                }
            }
        }
    }

    @Test func highBytesHideNothing() throws {
        for text in ["ü\"", "¢\\", "世\"界\n", "\u{80}\u{1}", "ÿÿÿÿ\"", "😀😀\"😀", "aaaaaaé\"é"] {
            var writer = JSONWriter()
            writer.string(text)
            #expect(try JSONDocument(writer.bytes).root.string == text)
        }
    }

    @Test func stringsInParts() throws {
        let source = Array(#"["a\n\ud800"]"#.utf8)
        var tape = JSONTape()
        try tape.parse(source)
        let element = try #require(tape.element(0, of: tape.root))
        let crab = Array("🦀".utf8)
        var writer = JSONWriter()
        writer.array { array in
            array.beginString()
            array.appendToString("x\"")
            array.appendToString(escaped: tape.contentRange(element), of: source.span.bytes)
            array.appendToString(utf8: crab.span.bytes.extracting(..<2))
            array.appendToString(utf8: crab.span.bytes.extracting(2...))
            array.endString()
            array.int(1)
            array.raw(tape.range(element), of: source.span.bytes)
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == #"["x\"a\n\ud800🦀",1,"a\n\ud800"]"#)
    }

    @Test func aBufferIsUsedAgain() {
        var writer = JSONWriter(appendingTo: Array("data: ".utf8))
        writer.array { $0.int(1) }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "data: [1]")
        writer.reset()
        writer.int(2)
        #expect(writer.take() == [UInt8(ascii: "2")])
        writer.int(3)
        #expect(writer.take() == [UInt8(ascii: "3")])
        #expect(writer.bytes.isEmpty)
    }

    @Test func anErrorPassesThrough() {
        struct Refused: Error {}
        var writer = JSONWriter()
        #expect(throws: Refused.self) {
            try writer.object { (_) throws(Refused) in throw Refused() }
        }
    }
}
