@testable import Dialects
import Testing

@Suite struct ArgumentsTests {
    @Test("pitfall 18: empty, blank and null arguments are an empty object")
    func pitfall18AbsentArguments() {
        for text in ["", "  \n", "null", " null "] {
            #expect(Arguments.object(text).text == "{}")
            #expect(Arguments.text(text) == "{}")
        }
    }

    @Test func anObjectStaysByteForByte() {
        let text = #"{"b": 1.0,"a":12345678901234567890, "é":"\u00e9","a":2}"#
        #expect(Arguments.object(text).text == text)
        #expect(Arguments.text(text) == text)
    }

    @Test(
        "pitfall 99: arguments that are no object are wrapped, not dropped",
        arguments: [
            ("[1, 2]", #"{"input":[1, 2]}"#), (#""text""#, #"{"input":"text"}"#),
            ("17", #"{"input":17}"#), (#"{"a":"#, #"{"input":"{\"a\":"}"#),
            ("plain \"words\"\n", #"{"input":"plain \"words\"\n"}"#),
        ])
    func pitfall99OtherValuesAreWrapped(text: String, object: String) {
        #expect(Arguments.object(text).text == object)
    }

    @Test func anObjectComesOnOneLine() {
        #expect(Arguments.object("{\n  \"a\":\r\n1}").text == "{   \"a\":  1}")
    }

    @Test func tooDeepArgumentsAreText() {
        let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        #expect(Arguments.object(deep).text == "{\"input\":\"\(deep)\"}")
    }

    @Test(
        "pitfall 135: the free text of a custom call comes out of its function again",
        arguments: [
            (#"{"input":"*** Begin\n"}"#, "*** Begin\n"), (#"{"patch":"x"}"#, "x"), ("raw", "raw"),
            (#""quoted""#, "quoted"), (#"{"a":"1","b":"2"}"#, #"{"a":"1","b":"2"}"#),
            (#"{"input":5}"#, #"{"input":5}"#), (#"{"a":"1","input":"2"}"#, "2"),
        ])
    func pitfall135CustomInput(arguments: String, text: String) {
        #expect(Arguments.customInput(arguments) == text)
    }

    @Test func wrappingAndUnwrappingIsTheIdentity() {
        for text in ["", "a\"\\\u{1}", "𝒳 \u{202e}x", #"{"input":"y"}"#] {
            #expect(Arguments.customInput(Arguments.wrapped(text).text) == text)
        }
    }
}
