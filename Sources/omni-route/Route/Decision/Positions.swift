/// An order of the numbers below a count.
enum Positions: Sequence {
    /// As they are.
    case straight(Int)
    /// From one on, and around.
    case rotated(Int, start: Int)
    /// As listed.
    case listed([Int])

    func makeIterator() -> Iterator { Iterator(self) }

    /// Walks through an order.
    struct Iterator: IteratorProtocol {
        private let positions: Positions
        private var index = 0

        init(_ positions: Positions) { self.positions = positions }

        mutating func next() -> Int? {
            defer { index += 1 }
            switch positions {
            case .straight(let count): return index < count ? index : nil
            case .rotated(let count, let start):
                return index < count ? (start + index) % count : nil
            case .listed(let list): return index < list.count ? list[index] : nil
            }
        }
    }
}
