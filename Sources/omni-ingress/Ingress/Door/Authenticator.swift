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
    /// - Parameters:
    ///   - bytes: The head.
    ///   - head: Where its fields stand. `Authorization` counts before `x-api-key`.
    ///   - isLocal: Whether the client is a program of this machine.
    ///   - state: Keys and settings.
    /// - Returns: The decision.
    package static func verdict(
        _ bytes: RawSpan, _ head: ParsedHead, isLocal: Bool, state: DoorState
    ) -> Verdict {
        guard let secret = secret(bytes, head) else {
            return isLocal && !state.requiresKey ? .anonymous : .missing
        }
        guard !secret.isEmpty, let hash = KeyHash(Crypto.sha256(bytes.extracting(secret))),
            let key = state.key(hash)
        else { return .invalid }
        return .key(key)
    }

    /// The secret that was sent; empty when there is a credential of another kind.
    private static func secret(_ bytes: RawSpan, _ head: ParsedHead) -> Range<Int>? {
        guard let authorization = head.authorization else { return head.apiKey }
        guard bytes.startsIgnoringCase(authorization, "bearer ") else {
            return authorization.lowerBound..<authorization.lowerBound
        }
        var start = authorization.lowerBound + 7
        while start < authorization.upperBound, bytes.byte(start) == 0x20 { start += 1 }
        return start..<authorization.upperBound
    }
}
