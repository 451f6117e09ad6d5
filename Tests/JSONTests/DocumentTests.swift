import JSON
import Testing

@Suite struct DocumentTests {
    @Test func valuesAreReadByNameAndPosition() throws {
        let document = try document(
            #"{"name":"x","count":3,"ratio":0.5,"on":true,"list":[1,[2]],"none":null}"#)
        #expect(document["name"]?.string == "x")
        #expect(document["count"]?.int == 3)
        #expect(document["count"]?.double == 3)
        #expect(document["ratio"]?.double == 0.5)
        #expect(document["ratio"]?.int == nil)
        #expect(document["ratio"]?.numberText == "0.5")
        #expect(document["on"]?.bool == true)
        #expect(document["none"]?.isNull == true)
        #expect(document["list"]?[1]?[0]?.int == 2)
        #expect(document["list"]?[2] == nil)
        #expect(document["list"]?["x"] == nil)
        #expect(document["list"]?.array?.count == 2)
        #expect(document["list"]?.count == 2)
        #expect(document["name"]?.array == nil)
        #expect(document["list"]?.members == nil)
        #expect(
            document.root.members?.map(\.name) == ["name", "count", "ratio", "on", "list", "none"])
        #expect(document["list"].map { String(decoding: $0.rawBytes, as: UTF8.self) } == "[1,[2]]")
        #expect(document["name"]?.range == 8..<11)
    }

    @Test func anErrorIsThrown() {
        #expect(throws: JSONError(.unexpectedEnd, at: 1)) { try document("[") }
    }

    @Test func valuesOutliveTheDocument() throws {
        var value: JSONValue?
        do { value = try document(#"["kept"]"#).root[0] }
        #expect(value?.string == "kept")
    }
}
