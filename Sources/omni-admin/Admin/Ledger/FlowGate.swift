/// Places for answers that take long.
final class FlowGate {
    private(set) var left: Int

    init(_ places: Int) { left = places }

    /// Takes a place.
    ///
    /// - Returns: Gives it back; only its first call counts.
    /// - Throws: 503 when there is none.
    func enter() throws(APIError) -> () -> Void {
        guard left > 0 else {
            throw APIError(
                .unavailable, "busy", "Too many answers of this kind are on their way.",
                retryAfter: 5)
        }
        left -= 1
        var isHeld = true
        return { [self] in
            if isHeld { left += 1 }
            isHeld = false
        }
    }
}
