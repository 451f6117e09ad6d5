@testable import Dialects
import IPC

/// Makes random requests: the same for the same seed.
///
/// They hold what real clients send and what they should not send: parallel calls, results out of order, twice, missing
/// and orphaned, ids twice, too long and illegal, tool names that no provider takes, empty parts, thinking with and
/// without proofs, system text in the middle, pictures and documents.
struct ConversationGenerator {
    /// Whose client speaks: its own opaque values come from there.
    let client: Dialect
    /// Also things that some providers must refuse: sound, films, files of a provider, several answers.
    var includesRefusable = false
    /// Also histories that no careful client sends: orphans, results twice, calls without a name.
    var includesMistakes = true
    private(set) var random: SeededRandom
    private var callCount = 0
    private var toolNames: [String] = []

    init(seed: UInt64, client: Dialect) {
        self.client = client
        random = SeededRandom(seed: seed)
    }

    /// A request, never without anything to answer.
    mutating func request() -> ModelRequest {
        var request = ModelRequest(model: "model-1")
        request.stream = random.once(in: 2)
        request.includesUsage = request.stream && random.once(in: 2)
        callCount = 0
        request.tools = tools()
        toolNames = request.tools.map(\.name)
        request.toolChoice = toolChoice()
        if !toolNames.isEmpty, random.once(in: 4) { request.parallelToolCalls = random.once(in: 2) }
        request.system = system()
        request.turns = turns()
        if request.system.isEmpty || !random.once(in: 12) {
            request.turns.append(Turn(.user, [text()]))
        }
        if random.once(in: 10) { request.turns.append(Turn(.assistant, [text()])) }
        setOptions(of: &request)
        return request
    }

    // MARK: Turns

    /// A history of whatever length.
    mutating func turns() -> [Turn] {
        var turns: [Turn] = []
        for _ in 0..<random.number(0...5) { turns += step() }
        return turns
    }

    private mutating func step() -> [Turn] {
        switch random.number(0...11) {
        case 0, 1: return [Turn(.user, [text()]), Turn(.assistant, [text()])]
        case 2: return [Turn(.user, [text(), media()]), Turn(.assistant, thoughts() + [text()])]
        case 3: return [Turn(.system, [text()])]
        case 4:
            return [Turn(.user, [blank(), text(), blank()]), Turn(.assistant, [text(), blank()])]
        case 5: return [Turn(.user, [blank()]), Turn(.assistant, [blank()])]
        case 6: return [Turn(.assistant, [.refusal(RandomText.text(&random))])]
        case 7 where includesMistakes: return [Turn(.user, [result("nobody", nil)])]
        default: return toolRound()
        }
    }

    private mutating func toolRound() -> [Turn] {
        guard !toolNames.isEmpty else { return [Turn(.user, [text()])] }
        var calls: [ToolCall] = []
        for _ in 0..<random.number(1...4) { calls.append(call()) }
        let blocks = calls.map(Block.toolCall)
        var turns = [Turn(.user, [text()])]
        let head = thoughts() + (random.once(in: 2) ? [text()] : [])
        if random.once(in: 4), !head.isEmpty {
            turns += [Turn(.assistant, head), Turn(.assistant, blocks)]
        } else {
            turns.append(Turn(.assistant, head + blocks))
        }
        return turns + answers(to: calls)
    }

    private mutating func answers(to calls: [ToolCall]) -> [Turn] {
        var results = calls.map { result($0.id, $0) }
        if random.once(in: 2) { results = random.shuffled(results) }
        if includesMistakes {
            if random.once(in: 8) { results.removeLast() }
            if random.once(in: 8), let again = results.first { results.append(again) }
        }
        switch random.number(0...3) {
        case 0: return results.map { Turn(.user, [$0]) }
        case 1: return [Turn(.user, [text()] + results)]
        case 2 where includesMistakes:
            return [Turn(.user, [text()]), Turn(.user, results + [text()])]
        default: return results.isEmpty ? [] : [Turn(.user, results)]
        }
    }

    private mutating func call() -> ToolCall {
        callCount += 1
        var call = ToolCall(id: callID(), name: random.pick(toolNames), arguments: arguments())
        if includesMistakes, random.once(in: 30) { call.name = "" }
        if random.once(in: 6) { call.proof = proof() }
        return call
    }

    private mutating func callID() -> String {
        switch random.number(0...9) {
        case 0: return "call_" + String(repeating: "x", count: 90) + "\(callCount)"
        case 1: return "functions.read:\(callCount)"
        case 2 where includesMistakes: return "call_1"
        case 3: return "toolu_01\(callCount)"
        case 4: return "Ab3dE6gH\(callCount % 10)"
        default: return "call_\(callCount)"
        }
    }

    private mutating func arguments() -> String {
        guard includesMistakes, random.once(in: 10) else { return RandomText.object(&random) }
        return random.pick(["", "null", " ", "[1,2]", "{\"a\":", "plain", "\"text\"", "17"])
    }

    private mutating func result(_ id: String, _ call: ToolCall?) -> Block {
        var content: [Block] = []
        switch random.number(0...5) {
        case 0: content = []
        case 1: content = [text(), text()]
        case 2: content = [text(), image()]
        case 3: content = [.text(TextBlock(RandomText.object(&random)))]
        default: content = [text()]
        }
        var result = ToolResult(callID: id, content: content)
        result.isError = random.once(in: 6)
        if random.once(in: 2) { result.name = call?.name }
        return .toolResult(result)
    }

    // MARK: Blocks

    private mutating func text() -> Block {
        var block = TextBlock(RandomText.text(&random))
        if client == .anthropic, random.once(in: 10) {
            block.cacheMark = OpaqueValue(.anthropic, RawJSON(#"{"type":"ephemeral"}"#))
        }
        return .text(block)
    }

    private mutating func blank() -> Block { .text(TextBlock(random.pick(RandomText.blanks))) }

    /// Nothing, or reasoning as it stands before an answer.
    private mutating func thoughts() -> [Block] {
        switch random.number(0...5) {
        case 0: return [.reasoning(Reasoning(RandomText.text(&random), proof: proof()))]
        case 1: return [.reasoning(Reasoning(RandomText.text(&random)))]
        case 2: return [.reasoning(Reasoning("", proof: proof()))]
        case 3: return [.reasoning(Reasoning("", proof: proof(), isRedacted: true))]
        default: return []
        }
    }

    private mutating func proof() -> Proof {
        let family = random.pick([
            ProofFamily.anthropic, .openai, .google, .unknown, ProofFamily("deepseek"),
        ])
        return Proof(family, "EqQBCkYIBhgCKkA\(random.number(0...99))+/==")
    }

    private mutating func media() -> Block {
        if includesRefusable, random.once(in: 2) { return refusableMedia() }
        return random.once(in: 2) ? image() : document()
    }

    private mutating func image() -> Block {
        var media: Media
        if random.once(in: 3) {
            media = Media(.image, .url("https://example.com/a%20b.png?x=1"))
        } else {
            media = Media(.image, .base64(Samples.png), mediaType: "image/png")
        }
        if random.once(in: 4) { media.detail = random.pick(["low", "high", "auto"]) }
        return .media(media)
    }

    private mutating func document() -> Block {
        var media = Media(.document, .base64(Samples.pdf), mediaType: "application/pdf")
        if random.once(in: 2) { media.name = "Bericht \"1\".pdf" }
        if random.once(in: 3) {
            media = Media(.document, .text(RandomText.text(&random)), mediaType: "text/plain")
        }
        return .media(media)
    }

    private mutating func refusableMedia() -> Block {
        switch random.number(0...2) {
        case 0: .media(Media(.audio, .base64(Samples.wav), mediaType: "audio/wav"))
        case 1: .media(Media(.video, .base64(Samples.mp4), mediaType: "video/mp4"))
        default: .media(Media(.document, .file(OpaqueID(client, "file-abc123"))))
        }
    }

    /// Files of a few bytes that begin as their kinds do.
    enum Samples {
        static let png =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        static let pdf = Base64Text.encoded("%PDF-1.4\n%%EOF\n".utf8)
        static let wav = Base64Text.encoded("RIFF\u{24}\0\0\0WAVEfmt \u{10}\0\0\0".utf8)
        static let mp4 = Base64Text.encoded("\0\0\0\u{18}ftypmp42\0\0\0\0mp42isom".utf8)
    }
}

// MARK: - Tools and options

extension ConversationGenerator {
    private mutating func system() -> [TextBlock] {
        var blocks: [TextBlock] = []
        for _ in 0..<random.number(0...2) { blocks.append(TextBlock(RandomText.text(&random))) }
        return blocks
    }

    private mutating func tools() -> [Tool] {
        guard !random.once(in: 4) else { return [] }
        let names = [
            "read_file", "mcp__github__create_issue", "fs.read", "fs/read", "1st tool",
            "naïve-tool",
            "mcp__" + String(repeating: "server_", count: 20) + "__run",
            "mcp__" + String(repeating: "server_", count: 20) + "__stop", "Bash", "a:b", "🦊",
        ]
        return random.shuffled(names).prefix(random.number(1...5)).map { tool($0) }
    }

    private mutating func tool(_ name: String) -> Tool {
        let schemas = [
            #"{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}"#,
            #"{"type":"object","properties":{"title":{"type":"string"},"format":{"enum":["a","b"]},"n":{"type":["integer","null"]}},"additionalProperties":false}"#,
            #"{"type":"object"}"#, "{}",
            ##"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"x":{"$ref":"#/$defs/x"}},"$defs":{"x":{"type":"array","items":{"anyOf":[{"type":"number","exclusiveMinimum":0},{"const":"all"}]}}}}"##,
            #"{"type":"object","properties":{"k":{"enum":[1,2,3]}},"required":["k","gone"]}"#,
        ]
        var tool = Tool(name: name)
        if !random.once(in: 5) { tool.description = RandomText.text(&random) }
        if !random.once(in: 6) { tool.parameters = RawJSON(random.pick(schemas)) }
        if random.once(in: 8) { tool.strict = false }
        return tool
    }

    private mutating func toolChoice() -> ToolChoice? {
        guard !toolNames.isEmpty else { return nil }
        switch random.number(0...7) {
        case 0: return .auto
        case 1: return ToolChoice.none
        case 2: return .required
        case 3: return .tool(random.pick(toolNames))
        case 4: return .allowed([random.pick(toolNames)], required: random.once(in: 2))
        default: return nil
        }
    }

    private mutating func setOptions(of request: inout ModelRequest) {
        setSampling(of: &request.sampling)
        if random.once(in: 3) { request.reasoning = reasoning() }
        if random.once(in: 6) { request.format = format() }
        if random.once(in: 8) { request.verbosity = random.pick(["low", "medium", "high"]) }
        if random.once(in: 6) { request.userID = "user-7" }
        if random.once(in: 8) { request.cacheKey = "thread-1" }
        if random.once(in: 8) { request.metadata = RawJSON(#"{"team":"blue"}"#) }
        if random.once(in: 8) { request.store = random.once(in: 2) }
        if random.once(in: 8) {
            let value = RawJSON(random.pick(["true", "[1]", #"{"a":1.0}"#]))
            request.extensions = [Extension(dialect: client, name: "x_unknown", value: value)]
        }
    }

    private mutating func setSampling(of sampling: inout Sampling) {
        if random.once(in: 2) {
            sampling.maxOutputTokens = random.pick([1, 16, 1024, 4096, 60_000])
        }
        if random.once(in: 3) {
            sampling.temperature = NumberText(random.pick(["0", "0.70", "1.5"]))
        }
        if random.once(in: 5) { sampling.topP = NumberText("0.9") }
        if random.once(in: 8) { sampling.topK = NumberText(40) }
        if random.once(in: 5) {
            sampling.stop = Array(["END", "\n\n", "a", "b", "c"].prefix(random.number(1...5)))
        }
        if random.once(in: 8) { sampling.seed = NumberText(7) }
        if random.once(in: 8) { sampling.presencePenalty = NumberText("0.5") }
        if random.once(in: 8) { sampling.frequencyPenalty = NumberText("-0.5") }
        if random.once(in: 10) { sampling.logitBias = RawJSON(#"{"50256":-100}"#) }
        if random.once(in: 10) { sampling.logprobs = true }
        if includesRefusable, random.once(in: 10) { sampling.candidates = 2 }
    }

    private mutating func reasoning() -> ReasoningRequest {
        var reasoning = ReasoningRequest()
        switch random.number(0...3) {
        case 0: reasoning.effort = random.pick(ReasoningRequest.Effort.allCases)
        case 1: reasoning.budget = random.pick([-1, 0, 512, 1024, 8192, 30_000])
        case 2: reasoning.isAdaptive = true
        default: reasoning.isDisabled = true
        }
        if random.once(in: 3) { reasoning.isVisible = random.once(in: 2) }
        return reasoning
    }

    private mutating func format() -> OutputFormat {
        switch random.number(0...2) {
        case 0: return .text
        case 1: return .jsonObject
        default:
            let schema = RawJSON(
                #"{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"],"additionalProperties":false}"#
            )
            var format = JSONSchemaFormat(schema, name: random.once(in: 2) ? "reply" : nil)
            if random.once(in: 2) { format.strict = true }
            return .jsonSchema(format)
        }
    }
}
