// Feeds the readers of requests what a client might send, and the writers what comes out. What is refused names a
// parameter; what is written is JSON; what is written in the client's own dialect comes to rest when it is read and written
// again; and nothing traps.
import FuzzDriver
import IPC
import JSON

@testable import Dialects

private let clients: [Dialect] = [.openaiChat, .openaiResponses, .anthropic, .gemini, .ollama]
private let providers: [(Dialect, model: String, profile: String)] = [
    (.openaiChat, "gpt-5", "openai"), (.openaiChat, "m", ""), (.openaiResponses, "gpt-5", "openai"),
    (.anthropic, "claude-opus-4-8", ""), (.anthropic, "claude-3-5-haiku", ""),
    (.gemini, "gemini-2.5-flash", ""), (.gemini, "gemini-3-pro-preview", ""), (.ollama, "m", ""),
    (.cohere, "command-a", ""), (.bedrock, "anthropic.claude-sonnet-4-5", ""),
    (.bedrock, "us.amazon.nova-pro-v1:0", ""),
]

/// One input and what must hold for it.
///
/// The first byte chooses the client, the second the provider and the path.
func check(_ input: [UInt8]) {
    guard input.count > 3 else { return }
    let body = Array(input.dropFirst(2))
    let client = clients[Int(input[0]) % clients.count]
    let provider = providers[Int(input[1]) % providers.count]
    guard let codec = Codecs.client(client), let request = read(body, codec, input[0]) else {
        return
    }
    var target = Target(
        requestID: "req_1", client: client, provider: provider.0, model: provider.model)
    target.profile = provider.profile
    _ = write(TranslationRules.applied(to: request, target), target)
    _ = TokenEstimate.input(request)
    // What a client of the dialect could have sent.
    let own = Target(requestID: "req_1", client: client, provider: client, model: "m")
    // What had to go may leave neighbours that the next reading joins; from then on nothing may change, or grow.
    guard let once = again(request, codec, own), let twice = again(once.request, codec, own),
        let thrice = again(twice.request, codec, own)
    else { return }
    FuzzDriver.expect(
        twice.body == thrice.body,
        "\(client), written, read and written again:\n\(text(twice.body))\n\(text(thrice.body))")
}

/// The request written, and what a reader makes of it.
private func again(
    _ request: ModelRequest, _ codec: any ClientCodec.Type, _ target: Target
) -> (body: [UInt8], request: ModelRequest)? {
    guard let body = write(request, target), let request = read(body, codec, 0) else { return nil }
    return (body, request)
}

private func read(_ body: [UInt8], _ codec: any ClientCodec.Type, _ path: UInt8) -> ModelRequest? {
    var tape = JSONTape()
    // Ingress parses the body, with the same limits.
    guard (try? tape.parse(body)) != nil, tape.kind(tape.root) == .object else { return nil }
    let isGemini = codec.dialect == .gemini
    let isOther = path >= 128
    let endpoint: Endpoint =
        switch codec.dialect {
        case .openaiChat where isOther: .completion
        case .openaiResponses where isOther: .compact
        case .ollama where isOther: .generate
        default: .chat
        }
    let source = RequestSource(
        bytes: body, tape: tape, endpoint: endpoint, pathModel: isGemini ? "m" : "",
        streamForm: isGemini ? (isOther ? .events : .none) : .body)
    do throws(GatewayError) {
        let facts = try codec.facts(source)
        _ = codec.echo(source)
        if let passthrough = Codecs.passthrough(codec.dialect) {
            let target = Target(
                requestID: "req_1", client: codec.dialect, provider: codec.dialect, model: "m2")
            if let spliced = passthrough.splice(source, facts, target) {
                expectJSON(bytes(spliced, body))
            }
        }
        return try codec.read(source)
    } catch {
        FuzzDriver.expect(400..<500 ~= error.status, "\(error)")
        expectJSON(codec.errorBody(error, requestID: "r"))
        return nil
    }
}

private func write(_ request: ModelRequest, _ target: Target) -> [UInt8]? {
    guard let codec = Codecs.provider(target.provider) else { return nil }
    do throws(GatewayError) {
        let body = bytes(try codec.write(request, target), [])
        expectJSON(body)
        return body
    } catch {
        FuzzDriver.expect(400..<500 ~= error.status, "\(error)")
        return nil
    }
}

private func bytes(_ encoded: EncodedRequest, _ source: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    encoded.body.append(to: &bytes, from: source.span.bytes)
    return bytes
}

private func expectJSON(_ body: [UInt8]) {
    var tape = JSONTape()
    FuzzDriver.expect(
        (try? tape.parse(body)) != nil, "no JSON: \(text(body))")
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
