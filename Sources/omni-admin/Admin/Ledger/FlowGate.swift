/// Places for answers that take long.
final class FlowGate {
    private(set) var left: Int
    private let refusal: String

    /// So many places; who finds none is told `refusal`.
    init(_ places: Int, _ refusal: String = "Too many answers of this kind are on their way.") {
        left = places
        self.refusal = refusal
    }

    /// Takes a place.
    ///
    /// - Returns: Gives it back; only its first call counts.
    /// - Throws: 503 when there is none.
    func enter() throws(APIError) -> () -> Void {
        guard left > 0 else {
            throw APIError(.unavailable, "busy", refusal, retryAfter: 5)
        }
        left -= 1
        var isHeld = true
        return { [self] in
            if isHeld { left += 1 }
            isHeld = false
        }
    }
}
