import Ingress
import Testing

struct ResendBufferTests {
    private func append(_ count: Int, to buffer: inout ResendBuffer, byte: UInt8 = 65) {
        let bytes = [UInt8](repeating: byte, count: count)
        buffer.append(bytes.span.bytes)
    }

    @Test func sendsUnderCreditAndStartsOver() {
        var buffer = ResendBuffer(budget: ResendBudget(limit: 1 << 20))
        append(100, to: &buffer)
        buffer.send { min($0.byteCount, 30) }
        #expect(buffer.unsentCount == 70 && buffer.count == 100)
        let isWhole = buffer.rewind()
        #expect(isWhole)
        #expect(buffer.unsentCount == 100)
        buffer.send { $0.byteCount }
        #expect(buffer.unsentCount == 0 && buffer.count == 100)
    }

    @Test func forgetsOnceAnswered() {
        let budget = ResendBudget(limit: 1 << 20)
        var buffer = ResendBuffer(budget: budget)
        append(100, to: &buffer)
        #expect(budget.usedBytes >= 100)
        buffer.send { _ in 60 }
        buffer.stopRetaining()
        #expect(buffer.count == 40 && budget.usedBytes == 0)
        let isWhole = buffer.rewind()
        #expect(!isWhole)
        append(5, to: &buffer, byte: 66)
        var seen = 0
        buffer.send { bytes in
            seen = bytes.byteCount
            return seen
        }
        #expect(seen == 45 && buffer.count == 0)
    }

    @Test func keepsOneRequestWithinItsBound() {
        let budget = ResendBudget(limit: .max / 2)
        var buffer = ResendBuffer(budget: budget)
        for _ in 0..<32 {
            append(1 << 20, to: &buffer)
            buffer.send { $0.byteCount }
        }
        #expect(buffer.isRetained)
        append(1, to: &buffer)
        #expect(!buffer.isRetained && buffer.count == 1 && budget.usedBytes == 0)
    }

    @Test func sharesTheBudget() {
        let budget = ResendBudget(limit: 100 << 10)
        var first = ResendBuffer(budget: budget)
        append(90 << 10, to: &first)
        var second = ResendBuffer(budget: budget)
        append(20 << 10, to: &second)
        #expect(first.isRetained && !second.isRetained)
        #expect(second.unsentCount == 20 << 10)
        first.stopRetaining()
        var third = ResendBuffer(budget: budget)
        append(20 << 10, to: &third)
        #expect(third.isRetained)
    }
}
