package import IPC

/// What a user has set about every request, applied to its canonical form.
package enum TranslationRules {
    /// `request` with the user's system text and thinking mode, and without what is meant for `target`'s rivals.
    package static func applied(to request: ModelRequest, _ target: Target) -> ModelRequest {
        let settings = target.settings
        var request = request
        // Claude Code tells Anthropic whom to bill: nobody else's business, and new in each request, which spoils
        // prompt caches (pitfall 77).
        if !isAnthropic(target) {
            request.system.removeAll { AnthropicAttribution.isOne($0.text) }
        }
        if !settings.systemPrompt.isEmpty {
            let block = TextBlock(settings.systemPrompt)
            if settings.systemPromptLast {
                request.system.append(block)
            } else {
                request.system.insert(block, at: 0)
            }
        }
        request.reasoning = reasoning(request, settings)
        return request
    }

    /// Anthropic itself, or a host of its models; others speak only its dialect.
    private static func isAnthropic(_ target: Target) -> Bool {
        target.provider == .anthropic && AnthropicProfile.of(target).isGenuine
    }

    private static func reasoning(
        _ request: ModelRequest, _ settings: TranslationSettings
    ) -> ReasoningRequest? {
        switch settings.thinking {
        case .passthrough: return request.reasoning
        case .auto: return nil
        case .custom: return budget(Int(settings.thinkingBudget), request.reasoning)
        case .adaptive: return budget(adaptiveBudget(request, settings), request.reasoning)
        }
    }

    private static func budget(_ tokens: Int, _ asked: ReasoningRequest?) -> ReasoningRequest {
        var reasoning = ReasoningRequest()
        reasoning.budget = tokens
        reasoning.isDisabled = tokens == 0
        reasoning.isVisible = asked?.isVisible
        reasoning.summary = asked?.summary
        return reasoning
    }

    /// Budget where the user named none (facts: gateway-behaviour, section 10).
    private static let standardBudget: UInt32 = 10_240

    /// More for a request that looks hard (the same section).
    private static func adaptiveBudget(
        _ request: ModelRequest, _ settings: TranslationSettings
    ) -> Int {
        let base = settings.thinkingBudget > 0 ? settings.thinkingBudget : standardBudget
        var multiplier = 1.0
        if request.turns.count > 10 { multiplier += 0.5 }
        if request.tools.count > 3 { multiplier += 0.5 }
        if request.lastUserTextBytes > 2000 { multiplier += 0.3 }
        return Int(Double(base) * multiplier)
    }
}

extension TranslationSettings {
    /// Nothing is set that changes a request.
    package var isNeutral: Bool { thinking == .passthrough && systemPrompt.isEmpty }
}

extension ModelRequest {
    /// Bytes of text in the last turn of the user.
    fileprivate var lastUserTextBytes: Int {
        guard let turn = turns.last(where: { $0.role == .user }) else { return 0 }
        var bytes = 0
        for case .text(let block) in turn.blocks { bytes += block.text.utf8.count }
        return bytes
    }

    /// Takes every proof of reasoning out of the conversation, and reasoning that is nothing but a proof.
    package mutating func removeProofs() {
        for index in turns.indices {
            turns[index].blocks = turns[index].blocks.compactMap(\.withoutProof)
        }
    }

    /// Media that are named by URL, in order and each URL once.
    package var remoteMedia: [RemoteMedia] {
        var found: [RemoteMedia] = []
        func visit(_ blocks: [Block]) {
            for block in blocks {
                switch block {
                case .media(let media):
                    guard case .url(let url) = media.source,
                        !found.contains(where: { $0.url == url })
                    else { continue }
                    found.append(RemoteMedia(url: url, kind: media.kind))
                case .toolResult(let result): visit(result.content)
                case .text, .refusal, .reasoning, .toolCall, .opaque: break
                }
            }
        }
        for turn in turns { visit(turn.blocks) }
        return found
    }

    /// Puts what was fetched in the place of its URL.
    package mutating func inline(_ fetched: [String: FetchedMedia]) {
        for index in turns.indices {
            turns[index].blocks = turns[index].blocks.map { $0.inlined(fetched) }
        }
    }
}

/// A picture, document, sound or film that a client named by URL.
package struct RemoteMedia: Sendable, Equatable {
    package var url: String
    package var kind: Media.Kind
}

/// What stood behind a URL.
package struct FetchedMedia: Sendable, Equatable {
    package var mediaType: String
    package var base64: String

    package init(mediaType: String, base64: String) {
        self.mediaType = mediaType
        self.base64 = base64
    }
}

extension Block {
    fileprivate var withoutProof: Block? {
        switch self {
        case .text(var text):
            text.proof = nil
            return .text(text)
        case .reasoning(var reasoning):
            reasoning.proof = nil
            return reasoning.isRedacted || reasoning.text.isEmpty ? nil : .reasoning(reasoning)
        case .toolCall(var call):
            call.proof = nil
            return .toolCall(call)
        case .media(var media):
            media.proof = nil
            return .media(media)
        case .refusal, .toolResult, .opaque: return self
        }
    }

    fileprivate func inlined(_ fetched: [String: FetchedMedia]) -> Block {
        switch self {
        case .media(var media):
            guard case .url(let url) = media.source, let found = fetched[url] else { return self }
            media.source = .base64(found.base64)
            media.mediaType = found.mediaType
            return .media(media)
        case .toolResult(var result):
            result.content = result.content.map { $0.inlined(fetched) }
            return .toolResult(result)
        case .text, .refusal, .reasoning, .toolCall, .opaque: return self
        }
    }
}
