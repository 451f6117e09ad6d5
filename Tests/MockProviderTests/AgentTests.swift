import NIOCore
import Testing

@testable import MockProvider

@Suite struct AgentTests {
    private func arguments(_ schema: String, _ command: String = "ls 'a'") throws -> String {
        let reader = JSONReader()
        try reader.parse(ByteBuffer(string: schema))
        let made = CommandArguments(reader: reader, command: Array(command.utf8))
        return String(decoding: made.object(for: reader.root), as: UTF8.self)
    }

    @Test(
        arguments: [
            ("a\nRUN: ls -l \nb", "ls -l"), ("RUN: a\r\nRUN: b\r\n", "b"), ("x RUN:  y", "y"),
        ] as [(String, String)])
    func theLastLineCounts(_ text: String, _ expected: String) {
        #expect(RunLine.command(in: Array(text.utf8)) == Array(expected.utf8))
    }

    @Test(arguments: ["", "RUN:", "RUN: ", "run: x", "RUN: \nls"])
    func linesWithoutCommandAreNone(_ text: String) {
        #expect(RunLine.command(in: Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            (#"{"properties":{"command":{"type":"string"}}}"#, #"{"command":"ls 'a'"}"#),
            (#"{"properties":{"cmd":{"type":"string"}}}"#, #"{"cmd":"ls 'a'"}"#),
            (
                #"{"properties":{"command":{"type":"array"}}}"#,
                #"{"command":["bash","-lc","ls 'a'"]}"#
            ),
            (
                #"{"properties":{"command":{"type":"string"},"dir":{"type":"string"},"n":{"#
                    + #""type":["integer","null"]},"timeout":{"type":"integer"}},"#
                    + #""required":["command","dir","n","timeout"]}"#,
                #"{"command":"ls 'a'","dir":".","n":null,"timeout":60000}"#
            ),
            (#"{}"#, #"{"command":"ls 'a'"}"#),
        ] as [(String, String)])
    func argumentsFitTheSchema(_ schema: String, _ expected: String) throws {
        #expect(try arguments(schema) == expected)
    }

    @Test func toolsAreToldByTheirName() {
        let tools = ["Read", "write_stdin", "my_shell_tool", "exec_command", "Bash"]
        let ranked = tools.filter { ShellTool.rank($0) != nil }
        #expect(ranked == ["my_shell_tool", "exec_command", "Bash"])
        #expect((ShellTool.rank("Bash") ?? 9) < (ShellTool.rank("exec_command") ?? 0))
    }

    @Test func aTaskIsDoneInTwoTurns() throws {
        let tools =
            #","tools":[{"type":"function","function":{"name":"bash","parameters":{"type":"object","#
            + #""properties":{"command":{"type":"string"}}}}}]"#
        let asked = try validate(chat("m+agent", #"x\nRUN: ls\ny"#, more: tools))
        guard
            case .call(let call)? = Answer(to: asked, directives: asked.model.directives).parts
                .first
        else {
            Issue.record("no call")
            return
        }
        #expect(call.arguments == Array(#"{"command":"ls"}"#.utf8))
        let plain = try validate(chat("m+agent", "RUN: ls"))
        guard case .text? = Answer(to: plain, directives: plain.model.directives).parts.first else {
            Issue.record("no text")
            return
        }
        let long = String(repeating: "é", count: 300)
        let done = try validate(
            #"{"model":"m+task","messages":[{"role":"user","content":"RUN: ls"},{"role":"assistant","#
                + #""tool_calls":[{"id":"a","type":"function","function":{"name":"bash","#
                + #""arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"\#(long)"}]"#
                + tools + "}")
        guard
            case .text(let text)? = Answer(to: done, directives: done.model.directives).parts.first
        else {
            Issue.record("no text")
            return
        }
        let said = String(decoding: text.escaped(now: 0), as: UTF8.self)
        #expect(said == "DONE: " + String(repeating: "é", count: 200))
    }

    @Test func laterCallsHaveOtherIds() throws {
        let tools = #","tools":[{"type":"function","function":{"name":"f"}}]"#
        let request = try validate(
            #"{"model":"tool","messages":[{"role":"user","content":"a"},{"role":"assistant","#
                + #""tool_calls":[{"id":"a","type":"function","function":{"name":"f","#
                + #""arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"x"},"#
                + #"{"role":"user","content":"b"}]"# + tools + "}")
        let answer = Answer(to: request, directives: request.model.directives)
        guard case .call(let call)? = answer.parts.first else {
            Issue.record("no call")
            return
        }
        #expect(call.id == "call_mock_1")
    }
}
