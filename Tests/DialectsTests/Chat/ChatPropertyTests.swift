import DialectCheck
import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: properties of random conversations")
struct ChatPropertyTests {
    private typealias T = ChatTesting

    @Test(
        "whatever a provider of any dialect answers, a strict client can read",
        arguments: 0..<300 as Range<UInt64>)
    func answers(_ seed: UInt64) throws {
        let providers: [(Dialect, ProofFamily)] = [
            (.anthropic, .anthropic), (.openaiResponses, .openai), (.gemini, .google),
            (.openaiChat, ProofFamily("openrouter")),
        ]
        let (provider, family) = providers[Int(seed % 4)]
        var generator = AnswerGenerator(seed: seed, family: family)
        let events = generator.events()
        let context = T.context(provider: provider) {
            $0.includesUsage = seed % 3 == 0
            $0.clientStreams = true
        }
        let stream = Array(T.encode(events, context).utf8)
        let violations = DialectCheck.stream(.openaiChat, stream).filter(Self.matters)
        #expect(violations.isEmpty, "\(violations)")
        let whole = ChatCodec.whole(T.answer(events), context)
        let wholeViolations = DialectCheck.answer(.openaiChat, whole).filter(Self.matters)
        #expect(wholeViolations.isEmpty, "\(wholeViolations)")
        // The stream adds up to the plain answer.
        let left = DialectCheck.aggregate(.openaiChat, stream: stream)
        let right = DialectCheck.aggregate(.openaiChat, answer: whole)
        // A message has one place for text and one for a refusal, whichever came first.
        let refuses = events.contains { if case .open(_, .refusal) = $0 { true } else { false } }
        if !refuses { #expect(left.text == right.text) }
        #expect(left.reasoning == right.reasoning)
        #expect(left.toolCalls == right.toolCalls)
        #expect(left.stop == right.stop)
        if context.plan.includesUsage { #expect(left.usage == right.usage) }
    }

    /// Proofs of Google and Copilot have members of their own, which clients send back.
    private static func matters(_ violation: Violation) -> Bool {
        !violation.path.contains("extra_content") && !violation.path.contains("reasoning_opaque")
    }

    private static let models = [
        ("openai", "gpt-4o"), ("openai", "gpt-5"), ("openai", "o3"), ("mistral", "mistral-large"),
        ("deepseek", "deepseek-v4"), ("groq", "llama-3.3"), ("openrouter", "anthropic/claude"),
        ("perplexity", "sonar"), ("", "some-model"),
    ]

    @Test(
        "whatever a client of another dialect says, a strict provider takes",
        arguments: 0..<200 as Range<UInt64>)
    func requests(_ seed: UInt64) throws {
        let clients: [Dialect] = [.anthropic, .openaiResponses, .gemini, .openaiChat]
        let client = clients[Int(seed % 4)]
        var generator = ConversationGenerator(seed: seed, client: client)
        let request = generator.request()
        for (profile, model) in Self.models {
            let target = T.target(model, client: client, profile: profile)
            let body: JSONView
            do {
                body = try T.write(request, target)
            } catch let error as GatewayError {
                // What this dialect cannot say is refused by the table of losses.
                #expect(error.status == 400)
                continue
            }
            let strictness: DialectCheck.Strictness =
                profile == "openai" && client != .openaiChat ? .origin : .compatible
            let violations = DialectCheck.request(
                .openaiChat, body.bytes, strictness: strictness
            ).filter {
                // A client of this dialect must say "JSON" itself, and brings ids back that its host made.
                Self.matters($0) && !Self.isOfHost($0, profile)
                    && !(client == .openaiChat
                        && ($0.path == "response_format" || $0.path.hasSuffix("id")))
            }
            #expect(violations.isEmpty, "\(profile): \(violations)")
            // What was written is read again, and written again it is the same.
            let own = T.target(model, profile: profile)
            let again = try T.translated(body.description, own)
            #expect(try T.translated(again.description, own).description == again.description)
        }
    }

    /// Words that a host has of its own.
    private static func isOfHost(_ violation: Violation, _ profile: String) -> Bool {
        profile == "mistral"
            && (violation.path == "tool_choice" || violation.path.contains("prefix"))
    }
}
