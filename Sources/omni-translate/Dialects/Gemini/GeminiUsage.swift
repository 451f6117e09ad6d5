internal import IPC
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
            switch tape.kind(member.value) {
            case .number:
                guard let number = tape.tokenCount(member.value, in: data) else { continue }
                counts.note(member.name, number, tape, data)
            case .array: counts.note(list: member, tape, data)
            case .string:
                guard
                    tape.equals(member.name, "serviceTier", in: data)
                        || tape.equals(member.name, "trafficType", in: data)
                else { continue }
                let tier = ServiceWords.tier(member.value, tape, data)
                if tier != .none { counts.service = tier }
            case .null, .true, .false, .object: break
            }
        }
        return counts.canonical
    }

    /// Tokens that are no text.
    private struct Media {
        var audio: UInt64 = 0
        var image: UInt64 = 0

        /// Reads a list of modalities.
        init(_ list: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan) {
            var cursor = tape.elements(of: list)
            while let detail = tape.nextElement(&cursor) {
                guard let modality = tape.member("modality", of: detail, in: data),
                    case let number = tape.tokenCount("tokenCount", of: detail, in: data)
                else { continue }
                if tape.equals(modality, "AUDIO", in: data) {
                    audio &+= number
                } else if tape.equals(modality, "IMAGE", in: data) {
                    image &+= number
                }
            }
        }

        init() {}
    }

    private struct Counts {
        var prompt: UInt64 = 0
        var cached: UInt64 = 0
        var candidates: UInt64 = 0
        var thoughts: UInt64 = 0
        var tools: UInt64 = 0
        var total: UInt64 = 0
        var prompted = Media()
        var fetched = Media()
        var remembered = Media()
        var answered = Media()
        var service = ServiceTier.none

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

        mutating func note(list member: JSONTape.Member, _ tape: JSONTape, _ data: RawSpan) {
            func isNamed(_ name: StaticString) -> Bool {
                tape.equals(member.name, name, in: data)
            }
            if isNamed("promptTokensDetails") || isNamed("promptTokenDetails") {
                prompted = Media(member.value, tape, data)
            } else if isNamed("candidatesTokensDetails") {
                answered = Media(member.value, tape, data)
            } else if isNamed("cacheTokensDetails") {
                remembered = Media(member.value, tape, data)
            } else if isNamed("toolUsePromptTokensDetails") {
                fetched = Media(member.value, tape, data)
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
            usage.cachedAudio = remembered.audio
            usage.reasoning = thoughts
            usage.output = candidates
            let known = prompt &+ tools &+ thoughts
            // Left out of some chunks, but not of the sum.
            if candidates == 0, total > known { usage.output = total - known }
            // The prompt's are those of the cache as well.
            usage.inputAudio = Self.rest(prompted.audio &+ fetched.audio, remembered.audio)
            usage.inputImage = Self.rest(prompted.image &+ fetched.image, remembered.image)
            usage.outputAudio = answered.audio
            usage.outputImage = answered.image
            usage.service = service
            return usage
        }

        private static func rest(_ all: UInt64, _ part: UInt64) -> UInt64 {
            all > part ? all - part : 0
        }
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
            write(
                "promptTokensDetails", usage.allInput, usage.inputAudio, usage.inputImage,
                into: &writer)
            write(
                "candidatesTokensDetails", usage.output, usage.outputAudio, usage.outputImage,
                into: &writer)
        }
    }

    /// Kinds of tokens, where not all are text.
    private static func write(
        _ name: StaticString, _ all: UInt64, _ audio: UInt64, _ image: UInt64,
        into writer: inout JSONWriter
    ) {
        let other = audio &+ image
        guard other > 0, other <= all else { return }
        let kinds: [(StaticString, UInt64)] = [
            ("TEXT", all - other), ("AUDIO", audio), ("IMAGE", image),
        ]
        writer.name(name)
        writer.array { writer in
            for (kind, count) in kinds where count > 0 {
                writer.object { writer in
                    writer.name("modality")
                    writer.string(kind)
                    writer.member("tokenCount", count)
                }
            }
        }
    }
}
