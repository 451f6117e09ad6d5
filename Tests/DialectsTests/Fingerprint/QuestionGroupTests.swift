import IPC
import Testing

@testable import Dialects

/// Which requests are of one group of questions, and which questions are looked for by what they mean.
@Suite struct QuestionGroupTests {
    private typealias Fixtures = FingerprintFixtures

    private func keys(
        _ json: String, _ dialect: Dialect = .openaiChat, endpoint: Endpoint = .chat,
        keyID: String = "k1", headers: [(String, String)] = []
    ) throws -> (key: [UInt8], group: [UInt8]) {
        Fingerprint.cacheKeys(
            try Fixtures.source(json, endpoint: endpoint, headers: headers), dialect: dialect,
            keyID: keyID, isGrouped: true)
    }

    private func chat(
        _ question: String, system: String = "Be brief.", more: String = ""
    ) -> String {
        #"{"model":"m","temperature":0,"messages":[{"role":"system","content":"\#(system)"},{"role":"user","content":"\#(question)"}]\#(more)}"#
    }

    private func text(_ json: String, _ dialect: Dialect, _ endpoint: Endpoint = .chat) throws
        -> String?
    {
        LastQuestion.find(try Fixtures.source(json, endpoint: endpoint), dialect).map {
            String(decoding: $0.text, as: UTF8.self)
        }
    }

    @Test func onlyTheQuestionMayDiffer() throws {
        let first = try keys(chat("What is the capital of France?"))
        #expect(first.group.count == 32)
        let same = try keys(chat("France: which is its capital?"))
        #expect(same.group == first.group && same.key != first.key)
        let others = [
            chat("What is the capital of France?", system: "Be long."),
            chat("What is the capital of France?", more: #","max_tokens":5"#),
            chat("What is the capital of France?", more: #","tools":[]"#),
            chat("What is the capital of France?").replacing(#""m""#, with: #""n""#),
        ]
        for other in others { #expect(try keys(other).group != first.group, "\(other)") }
        #expect(try keys(chat("What is the capital of France?"), keyID: "k2").group != first.group)
        #expect(try keys(chat("What is the capital of France?", more: #","stream":true"#)) == first)
    }

    @Test func theKeyIsTheSameWithAndWithoutAGroup() throws {
        let source = try Fixtures.source(chat("Hi"))
        let key = Fingerprint.cacheKey(source, dialect: .openaiChat, keyID: "k1")
        #expect(try keys(chat("Hi")).key == key)
        let alone = Fingerprint.cacheKeys(source, dialect: .openaiChat, keyID: "k1")
        #expect(alone.key == key && alone.group == [])
    }

    @Test func earlierTurnsBelongToTheGroup() throws {
        func talk(_ first: String, _ last: String) -> String {
            #"{"model":"m","temperature":0,"messages":[{"role":"user","content":"\#(first)"},{"role":"assistant","content":"ok"},{"role":"user","content":"\#(last)"}]}"#
        }
        let group = try keys(talk("one", "two")).group
        #expect(try keys(talk("one", "three")).group == group)
        #expect(try keys(talk("four", "two")).group != group)
        #expect(try keys(talk("two", "one")).group != group)
    }

    @Test func theFormOfTheBodyDoesNotMatter() throws {
        let loose =
            #"{ "messages" : [ {"content":"Be brief.","role":"system"}, {"content" : "\u0048i","role":"user"}],"temperature":0, "model":"m"}"#
        #expect(try keys(loose) == keys(chat("Hi")))
    }

    @Test func numbersBelongToTheGroup() throws {
        let group = try keys(chat("What is 17 times 24?")).group
        #expect(try keys(chat("How much is 17 times 24")).group == group)
        for other in [
            "What is 18 times 24?", "What is 24 times 17?", "What is 1724?",
            "What is -17 times 24?",
            "What is 17 times 24, and 3?", "What is it?",
        ] { #expect(try keys(chat(other)).group != group, "\(other)") }
        #expect(try keys(chat("三 cats")).group != keys(chat("四 cats")).group)
        #expect(try keys(chat("½ cup")).group != keys(chat("¼ cup")).group)
    }

    @Test func theLastOfSeveralTextsIsTheQuestion() throws {
        func parts(_ first: String, _ last: String) -> String {
            #"{"model":"m","temperature":0,"messages":[{"role":"user","content":[{"type":"text","text":"\#(first)"},{"type":"text","text":"\#(last)"}]}]}"#
        }
        #expect(try text(parts("context", "question"), .openaiChat) == "question")
        #expect(try text(parts("context", "question"), .anthropic) == "question")
        let group = try keys(parts("a", "b")).group
        #expect(try keys(parts("a", "c")).group == group)
        #expect(try keys(parts("d", "b")).group != group)
    }

    @Test func everyDialectHasItsPlace() throws {
        let requests: [(Dialect, Endpoint, String)] = [
            (.openaiChat, .completion, #"{"model":"m","prompt":"Q?"}"#),
            (.openaiResponses, .chat, #"{"model":"m","input":"Q?"}"#),
            (
                .openaiResponses, .chat,
                #"{"model":"m","input":[{"role":"user","content":"Q?"}]}"#
            ),
            (
                .openaiResponses, .chat,
                #"{"model":"m","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Q?"}]}]}"#
            ),
            (.anthropic, .chat, #"{"model":"m","messages":[{"role":"user","content":"Q?"}]}"#),
            (.gemini, .chat, #"{"contents":[{"role":"user","parts":[{"text":"Q?"}]}]}"#),
            (.gemini, .chat, #"{"contents":[{"parts":[{"text":"x"},{"text":"Q?"}]}]}"#),
            (.ollama, .chat, #"{"model":"m","messages":[{"role":"user","content":"Q?"}]}"#),
            (.ollama, .generate, #"{"model":"m","prompt":"Q?","images":[]}"#),
        ]
        for (dialect, endpoint, body) in requests {
            #expect(try text(body, dialect, endpoint) == "Q?", "\(body)")
        }
    }

    @Test func whatIsNotTextAloneIsNotForIt() throws {
        func chat(_ message: String) -> String { #"{"model":"m","messages":[\#(message)]}"# }
        let requests: [(Dialect, Endpoint, String)] = [
            (.openaiChat, .chat, chat(#"{"role":"assistant","content":"Q?"}"#)),
            (.openaiChat, .chat, chat(#"{"role":"tool","tool_call_id":"t","content":"Q?"}"#)),
            (.openaiChat, .chat, chat(#"{"role":"user","content":null}"#)),
            (.openaiChat, .chat, chat(#"{"role":"user","content":""}"#)),
            (.openaiChat, .chat, chat(#"{"role":"user","content":" \n"}"#)),
            (.openaiChat, .chat, chat(#"{"role":"user","content":[]}"#)),
            (
                .openaiChat, .chat,
                chat(
                    #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"Q?"}]}"#
                )
            ),
            (.openaiChat, .chat, chat("")), (.openaiChat, .chat, #"{"model":"m"}"#),
            (.openaiChat, .completion, #"{"model":"m","prompt":["Q?"]}"#),
            (
                .anthropic, .chat,
                chat(
                    #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"x"},{"type":"text","text":"Q?"}]}"#
                )
            ),
            (
                .openaiResponses, .chat,
                #"{"input":[{"type":"function_call_output","call_id":"c","output":"Q?"}]}"#
            ),
            (
                .openaiResponses, .chat,
                #"{"input":[{"role":"user","content":[{"type":"input_image","image_url":"x"},{"type":"input_text","text":"Q?"}]}]}"#
            ),
            (
                .gemini, .chat,
                #"{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}},{"text":"Q?"}]}]}"#
            ),
            (.gemini, .chat, #"{"contents":[{"role":"model","parts":[{"text":"Q?"}]}]}"#),
            (.ollama, .chat, chat(#"{"role":"user","content":"Q?","images":["aGk="]}"#)),
            (.ollama, .generate, #"{"model":"m","prompt":"Q?","images":["aGk="]}"#),
            (.cohere, .chat, chat(#"{"role":"user","content":"Q?"}"#)),
        ]
        for (dialect, endpoint, body) in requests {
            #expect(try text(body, dialect, endpoint) == nil, "\(body)")
        }
    }

    @Test func aLongQuestionIsComparedWordForWordOnly() throws {
        let longest = String(repeating: "a ", count: LastQuestion.mostBytes / 2)
        #expect(try keys(chat(longest)).group.count == 32)
        #expect(try keys(chat(longest + "b")).group == [])
        #expect(try keys(chat(longest + "b")).key.count == 33)
    }

    @Test func whatIsNotCachedHasNoGroup() throws {
        let bypass = try keys(chat("Hi"), headers: [("x-omniroute-no-cache", "true")])
        #expect(bypass.key == [] && bypass.group == [])
        let warm = try Fixtures.source(
            #"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#)
        let keys = Fingerprint.cacheKeys(
            warm, dialect: .openaiChat, keyID: "k1", mode: .deterministic, isGrouped: true)
        #expect(keys.key == [] && keys.group == [])
    }
}
