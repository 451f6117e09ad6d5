import Testing

@testable import MockProvider

@Suite struct ToolOrderTests {
    private static let call = assistant("a", "b")
    private static let user = #"{"role":"user","content":"x"}"#

    private static func assistant(_ ids: String..., arguments: String = "\"{}\"") -> String {
        let calls = ids.map {
            #"{"id":"\#($0)","type":"function","function":{"name":"f","arguments":\#(arguments)}}"#
        }
        return #"{"role":"assistant","tool_calls":[\#(calls.joined(separator: ","))]}"#
    }

    private static func tool(_ id: String) -> String {
        #"{"role":"tool","tool_call_id":"\#(id)","content":"42"}"#
    }

    private func body(_ messages: String...) -> String {
        #"{"model":"m","messages":[\#(messages.joined(separator: ","))]}"#
    }

    @Test func resultsMayComeInAnyOrder() throws {
        let request = try validate(body(Self.user, Self.call, Self.tool("b"), Self.tool("a")))
        #expect(request.conversation.toolResult == Array("42".utf8))
    }

    @Test func aMissingResultIsRefused() throws {
        let error = try #require(refusal(body(Self.user, Self.call, Self.tool("a"))))
        #expect(error.message.contains("b"))
        #expect(error.parameter == "messages")
    }

    @Test func anotherRoleBetweenIsRefused() {
        #expect(refusal(body(Self.call, Self.tool("a"), Self.user, Self.tool("b"))) != nil)
    }

    @Test func aResultWithoutCallIsRefused() throws {
        let error = try #require(refusal(body(Self.user, Self.tool("a"))))
        #expect(error.parameter == "messages[1].role")
    }

    @Test func aResultGivenTwiceIsRefused() {
        #expect(
            refusal(body(Self.call, Self.tool("a"), Self.tool("a"), Self.tool("b"))) != nil)
    }

    @Test func argumentsMustBeText() throws {
        let call = Self.assistant("a", arguments: "{}")
        let error = try #require(refusal(body(call, Self.tool("a"))))
        #expect(error.parameter == "messages[0].tool_calls[0].function.arguments")
        #expect(error.code == "invalid_type")
    }
}
