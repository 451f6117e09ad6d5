extension Obstacle {
    /// Whether this one stands longer in the way; one without an end does.
    func outlasts(_ other: Obstacle) -> Bool {
        guard let until else { return true }
        guard let otherUntil = other.until else { return false }
        return until >= otherUntil
    }
}
