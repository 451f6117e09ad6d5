internal import JSON

/// Holds a request to the legacy completions against the rules of OpenAI.
struct CompletionsReader: DialectReading {
    let reader: JSONReader
    let checker: ShapeChecker
    /// The model, where the path names it and the body need not.
    let deployment: String?

    /// Tokens of an answer where the request sets no limit.
    private static let usualLimit = 16

    private static let shape: [String: Shape.Member] = [
        "model": .optional(.string(1...256)), "prompt": .optional(.any),
        "suffix": .optional(.text), "max_tokens": .optional(.integer(0...Int64.max)),
        "temperature": .optional(.number(0...2)), "top_p": .optional(.number(0...1)),
        "n": .optional(.integer(1...1)), "stream": .optional(.bool),
        "stream_options": .optional(
            .object(["include_usage": .optional(.bool), "include_obfuscation": .optional(.bool)])),
        "logprobs": .optional(.integer(0...5)), "echo": .optional(.bool),
        "stop": .optional(.stringOr(.list(.text, 0...4))),
        "presence_penalty": .optional(.number(-2...2)),
        "frequency_penalty": .optional(.number(-2...2)), "best_of": .optional(.integer(1...20)),
        "logit_bias": .optional(.map), "user": .optional(.text),
        "seed": .optional(.integer(Int64.min...Int64.max)),
    ]

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader, deployment: String? = nil) {
        self.reader = reader
        self.deployment = deployment
        checker = ShapeChecker(reader: reader)
    }

    /// Checks the request.
    ///
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken.
    func read() throws(ProviderError) -> PromptRequest {
        do {
            try checker.check(root, .object(Self.shape))
        } catch {
            if case .unknown = error.cause {
                throw .invalid(
                    "Unrecognized request argument supplied: \(error.bracketed)", error.bracketed)
            }
            throw OpenAIWording.error(for: error)
        }
        guard let name = deployment ?? string("model", of: root), !name.isEmpty else {
            throw .missing("model")
        }
        var request = PromptRequest(model: try modelName(name))
        request.isStreaming = flag("stream", of: root)
        if let options = member("stream_options", of: root) {
            guard request.isStreaming else {
                throw .invalid(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                    "stream_options")
            }
            request.includesUsage = flag("include_usage", of: options)
        }
        request.maximumTokens = int("max_tokens", of: root) ?? Self.usualLimit
        let prompt = joinedText(member("prompt", of: root))
        request.conversation.count(prompt.scalarCount)
        request.conversation.user(prompt)
        return request
    }
}
