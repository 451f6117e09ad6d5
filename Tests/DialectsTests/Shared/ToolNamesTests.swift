import IPC
@testable import Dialects
import Testing

@Suite struct ToolNamesTests {
    @Test func legalNamesStay() {
        let names = ToolNames(names: ["read_file", "mcp__a__b"], .chat)
        #expect(names.isIdentity)
        #expect(names == ToolNames(names: [], .chat) || names.isIdentity)
        #expect(names.provider("read_file") == "read_file")
        #expect(names.client("read_file") == "read_file")
    }

    @Test("pitfall 133: illegal and long names are mapped, and mapped back")
    func pitfall133IllegalNames() {
        let long = "mcp__server__" + String(repeating: "x", count: 80) + "__read"
        let all = ["fs.read/file", "1st", "", "naïve", long, "plain", "🦊", "🐻"]
        for rule in [ToolNameRule.chat, .responses, .anthropic, .gemini, .bedrock, .cohere] {
            let names = ToolNames(names: all, rule)
            for name in all {
                #expect(rule.allows(names.provider(name)), "\(name) as \(names.provider(name))")
                #expect(names.client(names.provider(name)) == name)
            }
            #expect(Set(all.map(names.provider)).count == all.count)
        }
        #expect(ToolNames(names: all, .chat).provider("fs.read/file") == "fs_read_file")
        #expect(ToolNames(names: all, .gemini).provider("fs.read/file") == "fs.read_file")
        #expect(ToolNames(names: all, .gemini).provider("1st") == "_1st")
    }

    @Test func theTailOfALongNameIsKept() {
        let long = "mcp__server__" + String(repeating: "x", count: 80) + "__read"
        let provider = ToolNames(names: [long], .chat).provider(long)
        #expect(provider.dropLast(9).hasSuffix("xxx__read"))
        #expect(provider.hasSuffix("_" + SHA256.hex(long, digits: 8)))
        #expect(provider.utf8.count == 64)
    }

    @Test("pitfall 134: names that would be the same are told apart, whatever their order")
    func pitfall134Collisions() {
        let all = ["a.b", "a/b", "a_b", "c d", "c_d_"]
        let names = ToolNames(names: all, .chat)
        #expect(Set(all.map(names.provider)).count == all.count)
        #expect(names.provider("a_b") == "a_b")
        #expect(names == ToolNames(names: all.reversed(), .chat))
    }

    @Test func namesThatTheMapDidNotMakeStay() {
        let names = ToolNames(names: ["a.b"], .chat)
        #expect(names.client("other") == "other")
        #expect(names.client("a_b") == "a.b")
        #expect(ToolNameRule.chat.allows(names.provider("un.known")))
        #expect(ToolNames().provider("any.thing") == "any.thing")
    }
}
