extension [Block] {
    /// Calls `body` with every text that the guard reads, in order.
    func forEachText(_ body: (String) -> Void) {
        for block in self {
            switch block {
            case .text(let text): body(text.text)
            case .toolResult(let result): result.content.forEachText(body)
            case .media(let media):
                if case .text(let text) = media.source { body(text) }
            case .refusal, .reasoning, .toolCall, .opaque: break
            }
        }
    }
}

extension Block {
    /// The block with a placeholder for each passage that is found; as it is without one.
    func redacted(with scanner: inout GuardScanner) -> Block {
        switch self {
        case .text(var block):
            guard let text = Self.redacted(block.text, with: &scanner) else { return self }
            block.text = text
            // They point at words by their place.
            block.citations = []
            return .text(block)
        case .toolResult(var result):
            let content = result.content.map { $0.redacted(with: &scanner) }
            guard content != result.content else { return self }
            result.content = content
            // It would say again what was taken out.
            result.json = nil
            return .toolResult(result)
        case .media(var media):
            guard case .text(let whole) = media.source,
                let text = Self.redacted(whole, with: &scanner)
            else { return self }
            media.source = .text(text)
            return .media(media)
        case .refusal, .reasoning, .toolCall, .opaque: return self
        }
    }

    /// A text without the passages in it; nil when there is none.
    private static func redacted(_ text: String, with scanner: inout GuardScanner) -> String? {
        let passages = scanner.passages(in: text, limit: Guard.textBytes)
        guard !passages.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var at = 0
        for passage in passages.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            // Patterns may find passages that overlap: those are one.
            guard passage.range.upperBound > at else { continue }
            if passage.range.lowerBound >= at {
                kept += bytes[at..<passage.range.lowerBound]
                kept += Array(Guard.placeholder.utf8)
            }
            at = passage.range.upperBound
        }
        kept += bytes[at...]
        return String(decoding: kept, as: UTF8.self)
    }
}
