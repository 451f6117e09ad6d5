import Testing

@testable import Egress

/// Bytes in, the same bytes out.
@Suite struct BodyQueueTests {
    @Test(arguments: [1, 7, 4096, 5000]) func keepsOrder(piece: Int) {
        let all = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let queue = BodyQueue()
        var out: [UInt8] = []
        var target = [UInt8](repeating: 0, count: 3000)
        for start in stride(from: 0, to: all.count, by: piece) {
            let end = min(start + piece, all.count)
            queue.append(all.span.bytes.extracting(start..<end))
            guard queue.count > 6000 else { continue }
            let count = target.withUnsafeMutableBytes { queue.take(into: $0) }
            out += target[..<count]
        }
        while queue.count > 0 {
            let count = target.withUnsafeMutableBytes { queue.take(into: $0) }
            out += target[..<count]
        }
        #expect(out == all)
    }

    @Test func forgets() {
        let queue = BodyQueue(wipes: true)
        let (first, second): ([UInt8], [UInt8]) = ([1, 2, 3], [4])
        queue.append(first.span.bytes)
        #expect(Array(queue.waiting) == [1, 2, 3])
        queue.clear()
        #expect(queue.count == 0)
        queue.append(second.span.bytes)
        #expect(Array(queue.waiting) == [4])
    }
}
