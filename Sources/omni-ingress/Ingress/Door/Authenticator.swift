internal import Crypto

/// Decides who may ask.
package enum Authenticator {
    /// A decision.
    package enum Verdict: Equatable, Sendable {
        /// Known by its key.
        case key(DoorState.Key)
        /// No key, and none is needed from this address.
        case anonymous
        case missing
        case invalid
    }

    /// Looks at the credential of a request.
    ///
    /// Every spelling is taken on every path. One alone counts, the first there is of `Authorization: Bearer`, `x-api-key`,
    /// `api-key`, `x-goog-api-key` and the query's `key`: a wrong one is not made good by another.
    ///
    /// - Parameters:
    ///   - bytes: The head.
    ///   - head: Where its fields stand.
    ///   - queryKey: Where the query's `key` stands, on paths where it is one; empty when there are several.
    ///   - isLocal: Whether the client is a program of this machine.
    ///   - state: Keys and settings.
    /// - Returns: The decision.
    package static func verdict(
        _ bytes: RawSpan, _ head: ParsedHead, queryKey: Range<Int>? = nil, isLocal: Bool,
        state: DoorState
    ) -> Verdict {
        let hash: KeyHash?
        if let secret = secret(bytes, head) {
            hash = secret.isEmpty ? nil : KeyHash(Crypto.sha256(bytes.extracting(secret)))
        } else if let queryKey {
            hash = decodedHash(bytes, queryKey)
        } else {
            return isLocal && !state.requiresKey ? .anonymous : .missing
        }
        guard let hash, let key = state.key(hash) else { return .invalid }
        return .key(key)
    }

    /// The secret that was sent in a header; empty when there is a credential of another kind.
    private static func secret(_ bytes: RawSpan, _ head: ParsedHead) -> Range<Int>? {
        guard let authorization = head.authorization else {
            return head.apiKey ?? head.azureKey ?? head.googleKey
        }
        guard bytes.startsIgnoringCase(authorization, "bearer ") else {
            return authorization.lowerBound..<authorization.lowerBound
        }
        var start = authorization.lowerBound + 7
        while start < authorization.upperBound, bytes.byte(start) == 0x20 { start += 1 }
        return start..<authorization.upperBound
    }

    private static func decodedHash(_ bytes: RawSpan, _ range: Range<Int>) -> KeyHash? {
        guard !range.isEmpty, let secret = PercentEncoding.decode(bytes, range) else { return nil }
        return KeyHash(Crypto.sha256(secret.span.bytes))
    }
}
