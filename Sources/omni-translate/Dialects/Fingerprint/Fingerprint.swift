package import IPC
internal import JSON

/// Hashes by which equal requests are known.
///
/// None of them leaves the scope of one API key.
package enum Fingerprint {
    /// Bytes of a body from which on its answer is not cached.
    ///
    /// Such bodies carry pictures or whole repositories and hardly ever come twice; hashing one takes 1.4 ms a MiB.
    static let cachedBytes = 1 << 20

    /// Hash of everything that shapes the answer to a request; empty when it must not come from a cache or go into one.
    ///
    /// The first byte is 1 when the client set a temperature of 0 and 0 otherwise, since only route knows whether answers
    /// that may differ are cached as well; 32 bytes of hash follow. Whether and how an answer is streamed is not part of it.
    ///
    /// - Parameters:
    ///   - source: The client's request.
    ///   - dialect: The client's dialect.
    ///   - keyID: Id of the client's API key; empty without one.
    ///   - mode: What is cached, as far as known: hashing what is not is a waste.
    ///   - settings: What the user has set about every request, as far as known.
    /// - Returns: 33 bytes or none.
    package static func cacheKey(
        _ source: RequestSource, dialect: Dialect, keyID: String, mode: CacheMode = .any,
        settings: TranslationSettings = TranslationSettings()
    ) -> [UInt8] {
        cacheKeys(source, dialect: dialect, keyID: keyID, mode: mode, settings: settings).key
    }

    /// As `cacheKey`, and with `isGrouped` the hash of everything but the text of the last question.
    ///
    /// Requests of one group whose questions mean the same may have the same answer. The numbers of the question belong to
    /// the group as well: no vector tells 17 from 18. The group is empty where there is no such question, see
    /// `LastQuestion`; 32 bytes otherwise.
    package static func cacheKeys(
        _ source: RequestSource, dialect: Dialect, keyID: String, mode: CacheMode = .any,
        settings: TranslationSettings = TranslationSettings(), isGrouped: Bool = false
    ) -> (key: [UInt8], group: [UInt8]) {
        guard mode != .off, let rules = FingerprintRules.of(dialect) else { return ([], []) }
        let isDeterministic = number(source, rules.temperature) == 0
        guard isDeterministic || mode == .any, isCacheable(source, rules) else { return ([], []) }
        let tape = source.tape
        let bytes = source.bytes.span.bytes
        let question = isGrouped ? LastQuestion.find(source, dialect) : nil
        var canonical = CanonicalJSON(
            tape, after: scope("cache", source, dialect, keyID: keyID, settings),
            marking: question?.node)
        canonical.append(tape.root, in: bytes) { member in
            !rules.ignored.contains { tape.equals(member.name, $0, in: bytes) }
        }
        let key = [isDeterministic ? 1 : 0] + BLAKE2b.hash(canonical.output)
        return (key, question.map { group(canonical, $0) } ?? [])
    }

    private static func group(_ canonical: CanonicalJSON, _ question: LastQuestion) -> [UInt8] {
        guard let range = canonical.markedRange else { return [] }
        var text: [UInt8] = []
        text.reserveCapacity(canonical.output.count + 64)
        text.append(contentsOf: canonical.output[..<range.lowerBound])
        // No kind of JSON value has this number.
        text.append(0xFF)
        let numbers = question.numbers
        append(UInt32(truncatingIfNeeded: numbers.count), to: &text)
        for number in numbers { append(number, to: &text) }
        text.append(contentsOf: canonical.output[range.upperBound...])
        return BLAKE2b.hash(text)
    }

    /// Hash of a client's idempotency key and its request; empty without such a key.
    ///
    /// `X-Request-Id` does not count: proxies and clients repeat it for calls that are not the same, and whoever wants
    /// one answer for two calls has a header that says so. The same key with another body, path or form of answer is
    /// another request.
    package static func idempotencyKey(
        _ source: RequestSource, dialect: Dialect, keyID: String
    ) -> [UInt8] {
        switch source.endpoint {
        case .chat, .completion, .generate, .compact: break
        case .none, .models, .model, .countTokens, .storedResponse, .deleteResponse: return []
        }
        guard let name = source.headers.first(where: { $0.name == "idempotency-key" })?.value,
            !name.isEmpty
        else { return [] }
        var text = scope("idempotency", source, dialect, keyID: keyID, TranslationSettings())
        append(name, to: &text)
        append(UInt32(truncatingIfNeeded: source.streamForm.rawValue), to: &text)
        return BLAKE2b.hash(text + BLAKE2b.hash(source.bytes))
    }
}

extension Fingerprint {
    private static func isCacheable(_ source: RequestSource, _ rules: FingerprintRules) -> Bool {
        switch source.endpoint {
        case .chat, .completion, .generate: break
        case .none, .models, .model, .countTokens, .compact, .storedResponse, .deleteResponse:
            return false
        }
        return source.bytes.count <= cachedBytes && source.continued == nil
            && !isRefused(source.headers) && (number(source, rules.candidates) ?? 1) <= 1
            && !isBound(source)
    }

    /// Whether the client wants an answer of its own.
    private static func isRefused(_ headers: [Header]) -> Bool {
        headers.contains { header in
            switch header.name {
            case "x-omniroute-no-cache": return ["true", "1"].contains(header.value.lowercased())
            case "cache-control":
                let value = header.value.lowercased()
                return value.holds("no-cache") || value.holds("no-store")
            default: return false
            }
        }
    }

    private static func isBound(_ source: RequestSource) -> Bool {
        let tape = source.tape
        let bytes = source.bytes.span.bytes
        return FingerprintRules.binding.contains { name in
            guard let value = tape.member(name, of: tape.root, in: bytes) else { return false }
            return !tape.isNull(value) && tape.bool(value) != false
        }
    }

    /// The number at the first of several places that has one.
    private static func number(_ source: RequestSource, _ places: [[StaticString]]) -> Double? {
        let tape = source.tape
        let bytes = source.bytes.span.bytes
        for place in places {
            var node: JSONTape.Node? = tape.root
            for name in place { node = node.flatMap { tape.member(name, of: $0, in: bytes) } }
            if let node, let value = tape.double(node, in: bytes) { return value }
        }
        return nil
    }

    /// What a hash holds beside the body.
    private static func scope(
        _ purpose: String, _ source: RequestSource, _ dialect: Dialect, keyID: String,
        _ settings: TranslationSettings
    ) -> [UInt8] {
        var text: [UInt8] = []
        // The canonical form has kinds and lengths where the body has punctuation: a little more.
        text.reserveCapacity(source.bytes.count + source.tape.nodeCount * 4 + 1024)
        append(purpose, to: &text)
        append(keyID, to: &text)
        append(UInt32(truncatingIfNeeded: dialect.rawValue), to: &text)
        append(UInt32(truncatingIfNeeded: source.endpoint.rawValue), to: &text)
        append(source.pathModel, to: &text)
        append(UInt32(truncatingIfNeeded: settings.thinking.rawValue), to: &text)
        append(settings.thinkingBudget, to: &text)
        append(settings.systemPrompt, to: &text)
        append(settings.systemPromptLast ? 1 : 0, to: &text)
        append(UInt32(truncatingIfNeeded: settings.guard.rawValue), to: &text)
        let shaping = source.headers.filter { FingerprintRules.headers.contains($0.name) }
        append(UInt32(truncatingIfNeeded: shaping.count), to: &text)
        for header in shaping {
            append(header.name, to: &text)
            append(header.value, to: &text)
        }
        return text
    }

    /// With the length first, so that the end of one text cannot be the beginning of the next.
    private static func append(_ part: String, to text: inout [UInt8]) {
        append(UInt32(truncatingIfNeeded: part.utf8.count), to: &text)
        text.append(contentsOf: part.utf8)
    }

    private static func append(_ number: UInt32, to text: inout [UInt8]) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            text.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
