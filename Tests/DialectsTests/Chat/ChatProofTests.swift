import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: proofs of reasoning")
struct ChatProofTests {
    private typealias T = ChatTesting

    private static let details =
        #"[{"type":"reasoning.text","text":"why","signature":"sig","format":"anthropic-claude-v1","index":0}]"#

    private func message(_ members: String) -> String {
        T.body(T.user + #",{"role":"assistant","content":"a",\#(members)},"# + T.user)
    }

    private func reasoning(_ members: String) throws -> [Reasoning] {
        try T.read(message(members)).turns[1].blocks.compactMap {
            if case .reasoning(let value) = $0 { value } else { nil }
        }
    }

    /// The assistant's message that a client keeps of an answer.
    private func members(_ view: JSONView) -> String {
        ["reasoning_content", "reasoning_details"].compactMap { name in
            view["choices.0.message.\(name)"].map {
                name == "reasoning_content" ? #""\#(name)":"\#($0)""# : #""\#(name)":\#($0)"#
            }
        }.joined(separator: ",")
    }

    @Test(
        "a foreign proof goes to the client in an envelope, with its text, and comes back",
        arguments: [
            (Dialect.anthropic, ProofFamily.anthropic, "why"), (.openaiResponses, .openai, "why"),
            (.anthropic, .anthropic, ""),
        ])
    func foreign(_ provider: Dialect, _ family: ProofFamily, _ text: String) throws {
        let proof = Proof(family, "abc+/=", itemID: provider == .openaiResponses ? "rs_1" : nil)
        var events: [AnswerEvent] = [
            .start(AnswerStart(id: "x", model: "m")), .open(0, .reasoning),
        ]
        if !text.isEmpty { events.append(.text(0, text)) }
        events += [
            .proof(0, proof), .close(0), .open(1, .text), .text(1, "a"), .close(1), .stop(.end),
        ]
        let context = T.context(provider: provider)
        let whole = T.whole(events, context)
        #expect(try reasoning(members(whole)) == [Reasoning(text, proof: proof)])
        // In a stream the detail is whole and stands there once.
        let lists = T.payloads(T.encode(events, context)).compactMap {
            $0["choices.0.delta.reasoning_details"]
        }
        #expect(lists == [whole["choices.0.message.reasoning_details"]])
    }

    @Test("a redacted thought comes back as one")
    func redacted() throws {
        let proof = Proof(.anthropic, "data")
        let events: [AnswerEvent] = [
            .start(AnswerStart(id: "x", model: "m")), .open(0, .redactedReasoning),
            .proof(0, proof),
            .close(0), .open(1, .text), .text(1, "a"), .close(1), .stop(.end),
        ]
        let whole = T.whole(events, T.context(provider: .anthropic))
        #expect(try reasoning(members(whole)) == [Reasoning("", proof: proof, isRedacted: true)])
    }

    @Test("several thoughts keep their own texts and proofs")
    func several() throws {
        let events: [AnswerEvent] = [
            .start(AnswerStart(id: "x", model: "m")), .open(0, .reasoning), .text(0, "one"),
            .proof(0, Proof(.anthropic, "s1")), .close(0), .open(1, .reasoning), .text(1, "two"),
            .proof(1, Proof(.anthropic, "s2")), .close(1), .open(2, .text), .text(2, "a"),
            .close(2),
            .stop(.end),
        ]
        let whole = T.whole(events, T.context(provider: .anthropic))
        #expect(whole["choices.0.message.reasoning_content"] == "one\n\ntwo")
        let details = #""reasoning_details":\#(whole["choices.0.message.reasoning_details"] ?? "")"#
        #expect(
            try reasoning(details) == [
                Reasoning("one", proof: Proof(.anthropic, "s1")),
                Reasoning("two", proof: Proof(.anthropic, "s2")),
            ])
    }

    @Test("a host's own details come back to it as they came, and to nobody else")
    func own() throws {
        let body = message(#""reasoning_details":\#(Self.details)"#)
        let back = try T.translated(body, T.target(profile: "openrouter"))
        #expect(back["messages.1.reasoning_details"] == Self.details)
        let other = try T.translated(body, T.target(profile: "groq"))
        #expect(other["messages.1.reasoning_details"] == nil)
    }

    @Test("details that come in pieces are one proof, which a client of any dialect brings back")
    func pieces() throws {
        let target = T.target(client: .anthropic, profile: "openrouter")
        let answer = T.answer(
            try T.decode(
                [
                    T.chunk(
                        #"{"reasoning":"wh","reasoning_details":[{"type":"reasoning.text","text":"wh","format":"anthropic-claude-v1","index":0}]}"#
                    ),
                    T.chunk(
                        #"{"reasoning":"y","reasoning_details":[{"type":"reasoning.text","text":"y","format":"anthropic-claude-v1","index":0}]}"#
                    ),
                    T.chunk(
                        #"{"reasoning_details":[{"type":"reasoning.text","signature":"sig","format":"anthropic-claude-v1","index":0}]}"#
                    ),
                    T.chunk(#"{"content":"a"}"#, finish: "stop"),
                ], target))
        guard case .reasoning(let thought) = try #require(answer.blocks.first) else {
            throw T.Mistake(text: "no reasoning")
        }
        #expect(thought.text == "why")
        #expect(thought.proof == Proof(ProofFamily("openrouter"), Self.details))
        let request = T.request {
            $0.turns.append(Turn(.assistant, [.reasoning(thought), .text(TextBlock("a"))]))
            $0.turns.append(Turn(.user, [.text(TextBlock("b"))]))
        }
        #expect(try T.write(request, target)["messages.1.reasoning_details"] == Self.details)
        let other = T.target(client: .anthropic, profile: "minimax")
        #expect(try T.write(request, other)["messages.1.reasoning_details"] == nil)
    }

    @Test("details without proof are text only")
    func unproven() throws {
        let answer = T.answer(
            try T.decode([
                T.chunk(
                    #"{"reasoning_details":[{"type":"reasoning.text","text":"why","format":"unknown","index":0}]}"#
                ),
                T.chunk(#"{"content":"a"}"#, finish: "stop"),
            ]))
        #expect(answer.blocks.first == .reasoning(Reasoning("why")))
    }

    @Test("Google's proofs of calls travel beside the call, in an envelope when they are foreign")
    func calls() throws {
        let proof = Proof(.google, "sig")
        let events: [AnswerEvent] = [
            .start(AnswerStart(id: "x", model: "m")),
            .open(0, .toolCall(ToolCallStart(id: "c", name: "f"))), .proof(0, proof),
            .arguments(0, "{}"), .close(0), .stop(.toolCalls),
        ]
        let whole = T.whole(events, T.context(provider: .gemini))
        let signature = try #require(
            whole["choices.0.message.tool_calls.0.extra_content.google.thought_signature"])
        #expect(ProofEnvelope.unwrap(signature) == proof)
        let calls = try #require(whole["choices.0.message.tool_calls"])
        let body = T.body(
            T.user + #",{"role":"assistant","content":null,"tool_calls":\#(calls)}"#
                + #",{"role":"tool","tool_call_id":"c","content":"r"}"#)
        guard case .toolCall(let call) = try T.read(body).turns[1].blocks[0] else {
            throw T.Mistake(text: "no call")
        }
        #expect(call.proof == proof)
        // Google's own host of this dialect gets it bare, another none.
        let google = try T.translated(body, T.target(profile: "gemini"))
        #expect(google["messages.1.tool_calls.0.extra_content.google.thought_signature"] == "sig")
        #expect(
            try T.translated(body, T.target(profile: "groq"))[
                "messages.1.tool_calls.0.extra_content"] == nil)
    }

    @Test("pitfall 139: a sentinel stands only where no proof is known")
    func pitfall139() throws {
        let body = T.body(T.user + "," + T.called + "," + T.result)
        let path = "messages.1.tool_calls.0.extra_content.google.thought_signature"
        let target = T.target("gemini-3-pro", profile: "gemini")
        #expect(try T.translated(body, target)[path] == "skip_thought_signature_validator")
        let known = body.replacing(
            #""type":"function","#,
            with: #""type":"function","extra_content":{"google":{"thought_signature":"real"}},"#)
        #expect(try T.translated(known, target)[path] == "real")
    }

    @Test("Copilot's proof is one text")
    func copilot() throws {
        let target = T.target("claude-sonnet-4.6", client: .anthropic, profile: "github")
        let answer = T.answer(
            try T.decode(
                [
                    T.chunk(#"{"reasoning_text":"why"}"#), T.chunk(#"{"reasoning_opaque":"abc"}"#),
                    T.chunk(#"{"content":"a"}"#, finish: "stop"),
                ], target))
        #expect(
            answer.blocks.first
                == .reasoning(Reasoning("why", proof: Proof(ProofFamily("github"), "abc"))))
        let request = T.request {
            $0.turns.append(Turn(.assistant, answer.blocks))
            $0.turns.append(Turn(.user, [.text(TextBlock("b"))]))
        }
        let view = try T.write(request, target)
        #expect(
            view["messages.1.reasoning_opaque"] == "abc"
                && view["messages.1.reasoning_text"] == "why")
    }
}
