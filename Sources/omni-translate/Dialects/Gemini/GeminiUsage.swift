internal import JSON

/// Token counts in the words of the dialect (facts: gemini, section 6; translation-matrix, section 9).
enum GeminiUsage {
    /// Reads `usageMetadata`; nil when it tells nothing.
    static func read(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> TokenUsage? {
        guard tape.kind(node) == .object else { return nil }
        var counts = Counts()
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.kind(member.value) == .number {
                guard let number = tape.int(member.value, in: data), number > 0 else { continue }
                counts.note(member.name, UInt64(number), tape, data)
            } else if tape.equals(member.name, "promptTokensDetails", in: data) {
                counts.inputAudio = audio(member.value, tape, data)
            } else if tape.equals(member.name, "candidatesTokensDetails", in: data) {
                counts.outputAudio = audio(member.value, tape, data)
            }
        }
        return counts.canonical
    }

    private struct Counts {
        var prompt: UInt64 = 0
        var cached: UInt64 = 0
        var candidates: UInt64 = 0
        var thoughts: UInt64 = 0
        var tools: UInt64 = 0
        var total: UInt64 = 0
        var inputAudio: UInt64 = 0
        var outputAudio: UInt64 = 0

        mutating func note(
            _ name: JSONTape.Node, _ number: UInt64, _ tape: JSONTape, _ data: RawSpan
        ) {
            if tape.equals(name, "promptTokenCount", in: data) {
                prompt = number
            } else if tape.equals(name, "candidatesTokenCount", in: data) {
                candidates = number
            } else if tape.equals(name, "totalTokenCount", in: data) {
                total = number
            } else if tape.equals(name, "thoughtsTokenCount", in: data) {
                thoughts = number
            } else if tape.equals(name, "cachedContentTokenCount", in: data) {
                cached = number
            } else if tape.equals(name, "toolUsePromptTokenCount", in: data) {
                tools = number
            }
        }

        /// Nil when every count is zero, which is no report.
        var canonical: TokenUsage? {
            guard prompt | candidates | thoughts | tools | total | cached > 0 else { return nil }
            var usage = TokenUsage()
            usage.isReported = true
            // A host that counts cached tokens apart reports more of them than of all (pitfall 155).
            usage.input = (cached > prompt ? prompt : prompt - cached) &+ tools
            usage.cacheRead = cached
            usage.reasoning = thoughts
            usage.output = candidates
            let known = prompt &+ tools &+ thoughts
            // Left out of some chunks, but not of the sum.
            if candidates == 0, total > known { usage.output = total - known }
            usage.inputAudio = inputAudio
            usage.outputAudio = outputAudio
            return usage
        }
    }

    /// Tokens of sound in a list of modalities.
    private static func audio(
        _ list: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> UInt64 {
        var sum: UInt64 = 0
        var cursor = tape.elements(of: list)
        while let detail = tape.nextElement(&cursor) {
            guard let modality = tape.member("modality", of: detail, in: data),
                tape.equals(modality, "AUDIO", in: data),
                let count = tape.member("tokenCount", of: detail, in: data),
                let number = tape.int(count, in: data), number > 0
            else { continue }
            sum &+= UInt64(number)
        }
        return sum
    }

    /// Writes `usageMetadata`.
    static func write(_ usage: TokenUsage, into writer: inout JSONWriter) {
        writer.name("usageMetadata")
        writer.object { writer in
            writer.member("promptTokenCount", usage.allInput)
            writer.member("candidatesTokenCount", usage.output)
            writer.member("totalTokenCount", usage.total)
            if usage.cacheRead > 0 { writer.member("cachedContentTokenCount", usage.cacheRead) }
            if usage.reasoning > 0 { writer.member("thoughtsTokenCount", usage.reasoning) }
        }
    }
}
