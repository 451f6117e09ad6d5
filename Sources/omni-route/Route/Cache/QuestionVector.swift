/// What a question means, as a model has put it: a vector of length 1.
///
/// In pieces of eight numbers, so that comparing two of them is quick; the last piece is filled up with zeros.
struct QuestionVector: Equatable {
    /// Numbers that the model gave.
    let count: Int
    private let lanes: [SIMD8<Float>]

    /// Reads little-endian 32-bit floats; nil for what has no direction: no numbers, too many, or none but zeros.
    init?(littleEndian bytes: [UInt8]) {
        let count = bytes.count / 4
        guard bytes.count % 4 == 0, 1...CacheLimits.dimensions ~= count else { return nil }
        var lanes = [SIMD8<Float>](repeating: .zero, count: (count + 7) / 8)
        for index in 0..<count {
            var bits: UInt32 = 0
            for place in 0..<4 { bits |= UInt32(bytes[index * 4 + place]) << (8 * UInt32(place)) }
            lanes[index / 8][index % 8] = Float(bitPattern: bits)
        }
        // In doubles: squares of large floats are beyond floats.
        var square = 0.0
        for lane in lanes {
            for place in 0..<8 { square += Double(lane[place]) * Double(lane[place]) }
        }
        let length = square.squareRoot()
        guard length.isFinite, length > 0 else { return nil }
        for index in lanes.indices {
            for place in 0..<8 { lanes[index][place] = Float(Double(lanes[index][place]) / length) }
        }
        self.count = count
        self.lanes = lanes
    }

    /// Bytes that it takes.
    var bytes: Int { lanes.count * 32 }

    /// How alike two questions are, from -1 to 1; nil where different models have made them.
    func similarity(to other: QuestionVector) -> Float? {
        guard count == other.count else { return nil }
        var sum = SIMD8<Float>.zero
        for index in lanes.indices { sum += lanes[index] * other.lanes[index] }
        return sum.sum()
    }
}
