internal import Crypto

/// Decides who may ask.
package enum Authenticator {
    /// What a request brings to prove who asks.
    package enum Credential: Equatable, Sendable {
        case absent
        /// There is something, but no key.
        case unusable
        /// The hash of a secret.
        case secret(KeyHash)
    }

    /// A decision.
    package enum Verdict: Equatable, Sendable {
        /// Known by its key, or as a user of this machine who has one.
        case key(DoorKey)
        /// No key, and none is needed from this address.
        case anonymous
        case missing
        case invalid
    }

    /// Looks for the credential of a request.
    ///
    /// Every spelling is taken on every path. One alone counts, the first there is of `Authorization: Bearer`, `x-api-key`,
    /// `api-key`, `x-goog-api-key` and the query's `key`: a wrong one is not made good by another.
    ///
    /// - Parameters:
    ///   - bytes: The head.
    ///   - head: Where its fields stand.
    ///   - queryKey: Where the query's `key` stands, on paths where it is one; empty when there are several.
    /// - Returns: The credential.
    package static func credential(
        _ bytes: RawSpan, _ head: ParsedHead, queryKey: Range<Int>? = nil
    ) -> Credential {
        let hash: KeyHash?
        if let secret = secret(bytes, head) {
            hash = secret.isEmpty ? nil : KeyHash(Crypto.sha256(bytes.extracting(secret)))
        } else if let queryKey {
            hash = decodedHash(bytes, queryKey)
        } else {
            return .absent
        }
        return hash.map { .secret($0) } ?? .unusable
    }

    /// Decides about a credential.
    ///
    /// A key that was sent counts before the user who sends it, and a wrong one is not made good by who that is.
    ///
    /// - Parameters:
    ///   - credential: What was sent.
    ///   - isLocal: Whether the client is a program of this machine.
    ///   - user: Whose program it is, on the local socket.
    ///   - wall: Wall clock, microseconds since 1970.
    ///   - state: Keys and settings.
    /// - Returns: The decision.
    package static func verdict(
        _ credential: Credential, isLocal: Bool, user: UInt32? = nil, at wall: Int64,
        state: DoorState
    ) -> Verdict {
        switch credential {
        case .secret(let hash):
            return state.keys.key(hash, at: wall).map { .key($0) } ?? .invalid
        case .unusable: return .invalid
        case .absent:
            // A relay of a user's speaks for clients anywhere.
            guard isLocal else { return .missing }
            if let key = user.flatMap({ state.keys.key(user: $0) }) { return .key(key) }
            return state.requiresKey ? .missing : .anonymous
        }
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
