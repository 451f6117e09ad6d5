/// Positions in an order that chance makes, each as likely.
///
/// A shuffle (Fisher and Yates) that goes no further than somebody asks.
struct Lots {
    private var left: [Int] = []
    private var random = SplitMix(seed: 0)

    /// No positions.
    init() {}

    /// All positions below a count but one.
    init(_ count: Int, without first: Int, _ random: SplitMix) {
        left = Array(0..<count)
        left.swapAt(first, count - 1)
        left.removeLast()
        self.random = random
    }

    /// Draws one; nil when none is left.
    mutating func next() -> Int? {
        guard !left.isEmpty else { return nil }
        left.swapAt(Int.random(in: 0..<left.count, using: &random), left.count - 1)
        return left.removeLast()
    }
}
