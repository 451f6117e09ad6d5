import Dialects
import IPC
import JSON

/// Brings a request from a client to a provider, as the daemon does: parsed, read, ruled, written.
struct RequestCost {
    let client: Dialect
    let provider: Dialect

    /// The cost for a request of about `byteCount` bytes; nil where the provider cannot have it.
    func measure(_ byteCount: Int) -> Cost? {
        guard let body = SampleRequest.bytes(client, byteCount), written(body) != nil else {
            return nil
        }
        let rounds = max(3, 600_000 / max(body.count, 1000))
        return Cost.of(rounds) {
            guard let count = written(body), count > 0 else { fatalError("it was written before") }
        }
    }

    /// Length of what the provider gets.
    private func written(_ body: [UInt8]) -> Int? {
        guard let from = Codecs.client(client), let to = Codecs.provider(provider) else {
            return nil
        }
        var target = Target(
            requestID: "req_1", client: client, provider: provider, model: Names.model(provider),
            modelAsked: "model-1")
        if provider == .openaiResponses || provider == .openaiChat { target.profile = "openai" }
        do {
            var tape = JSONTape()
            try tape.parse(body)
            let source = RequestSource(
                bytes: body, tape: tape, pathModel: client == .gemini ? "model-1" : "",
                streamForm: client == .gemini ? .events : .body)
            let facts = try from.facts(source)
            if client == provider, let codec = Codecs.passthrough(client),
                let spliced = codec.splice(source, facts, target)
            {
                return spliced.body.byteCount
            }
            let request = TranslationRules.applied(to: try from.read(source), target)
            return try to.write(request, target).body.byteCount
        } catch {
            return nil
        }
    }
}
