@testable import Dialects
import IPC
import JSON
import Testing

@Suite struct ProofsTests {
    private func target(
        _ client: Dialect, _ provider: Dialect, model: String = "m", profile: String = ""
    ) -> Target {
        var target = Target(requestID: "r", client: client, provider: provider, model: model)
        target.profile = profile
        return target
    }

    @Test func anEnvelopeHoldsWhatWasPutIn() {
        let proofs = [
            Proof(.anthropic, "EqQB+/=="), Proof(.openai, "gAAAA.b.c", itemID: "rs_1-a"),
            Proof(ProofFamily("x-ai"), "~!."), Proof(.google, "ü\n"),
        ]
        for proof in proofs {
            for isRedacted in [false, true] {
                let plain = ProofEnvelope.wrap(proof, isRedacted: isRedacted)
                let coded = ProofEnvelope.wrapBase64(proof, isRedacted: isRedacted)
                let content = ProofEnvelope.Content(proof: proof, isRedacted: isRedacted)
                #expect(ProofEnvelope.open(plain) == content)
                #expect(ProofEnvelope.open(coded) == content)
                #expect(ProofEnvelope.unwrap(plain) == proof)
                let urlSafe = coded.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
                #expect(ProofEnvelope.unwrap(String(urlSafe)) == proof)
            }
        }
        #expect(ProofEnvelope.wrap(Proof(.anthropic, "EqQB")) == "gw1.anthropic.EqQB")
    }

    @Test(arguments: [
        "", "gw1.", "gw1.anthropic", "gw1.anthropic.", "gw1..x", "gw1.Anthropic.x", "gw2.openai.x",
        " gw1.openai.x", "gw1.open ai.x", "EqQBCk", "gw1.openai~.x", "gw1.openai~a b.x",
        "Z3cxLg==", "Z3cxLm9wZW5haQ", "Z3cxL*", "gw1.!.x",
    ])
    func whatIsNoEnvelope(text: String) {
        #expect(ProofEnvelope.unwrap(text) == nil)
    }

    @Test func anItemIDThatFitsNoEnvelopeStaysBehind() {
        let proof = Proof(.openai, "v", itemID: "rs.1")
        #expect(ProofEnvelope.unwrap(ProofEnvelope.wrap(proof)) == Proof(.openai, "v"))
    }

    @Test func families() {
        #expect(ProofEnvelope.family(target(.anthropic, .anthropic)) == .anthropic)
        #expect(
            ProofEnvelope.family(target(.anthropic, .anthropic, profile: "vertex")) == .anthropic)
        #expect(
            ProofEnvelope.family(target(.anthropic, .anthropic, profile: "kimi")).name == "kimi")
        let claude = target(.anthropic, .bedrock, model: "us.anthropic.Claude-x")
        #expect(ProofEnvelope.family(claude) == .anthropic)
        #expect(
            ProofEnvelope.family(target(.anthropic, .bedrock, model: "deepseek"))
                == ProofFamily("bedrock"))
        #expect(ProofEnvelope.family(target(.gemini, .openaiResponses)) == .openai)
        #expect(
            ProofEnvelope.family(target(.gemini, .openaiResponses, profile: "azure")) == .openai)
        #expect(
            ProofEnvelope.family(target(.gemini, .openaiResponses, profile: "xai")).name == "xai")
        #expect(ProofEnvelope.family(target(.openaiChat, .gemini, profile: "vertex")) == .google)
        #expect(
            ProofEnvelope.family(target(.openaiChat, .openaiChat, profile: "gemini")) == .google)
    }

    @Test("pitfall 138: a foreign proof fits nowhere but at its maker")
    func pitfall138ForeignProofs() {
        let claude = target(.openaiChat, .anthropic)
        #expect(ProofEnvelope.fits(Proof(.anthropic, "x"), claude))
        #expect(!ProofEnvelope.fits(Proof(.openai, "x"), claude))
        #expect(!ProofEnvelope.fits(Proof(.unknown, "x"), claude))
        #expect(ProofEnvelope.fits(Proof(.unknown, "x"), target(.anthropic, .anthropic)))
    }

    @Test("pitfall 171: same dialect is not same maker")
    func pitfall171SameDialectOtherMaker() {
        let kimi = target(.anthropic, .anthropic, profile: "kimi")
        #expect(!ProofEnvelope.fits(Proof(.anthropic, "x"), kimi))
        #expect(ProofEnvelope.fits(Proof(ProofFamily("kimi"), "x"), kimi))
    }

    @Test func envelopesAreSeenInBodies() {
        let proof = Proof(.openai, "v")
        for text in [ProofEnvelope.wrap(proof), ProofEnvelope.wrapBase64(proof)] {
            #expect(isMentioned(#"{"a":["x","\#(text)"]}"#))
        }
        for count in 0..<12 {
            let before = String(repeating: "\"", count: count)
            #expect(isMentioned(before + "\"gw1."))
            #expect(isMentioned(before + "x.\"Z3cxL"))
            #expect(isMentioned("\"gw1." + before))
            #expect(!isMentioned(before + "\"gw1" + before))
        }
        #expect(!isMentioned(#"{"a":"the text gw1. is no envelope"}"#))
        #expect(!isMentioned(""))
        #expect(!isMentioned("\"gw1"))
    }

    private func isMentioned(_ json: String) -> Bool {
        let bytes = Array(json.utf8)
        return ProofEnvelope.isMentioned(in: bytes.span.bytes)
    }
}
