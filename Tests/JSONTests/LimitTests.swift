import JSON
import Testing

@Suite struct LimitTests {
    @Test func depthIsLimited() {
        for open in ["[", "{\"a\":"] {
            let close = open == "[" ? "]" : "}"
            let inner = open == "[" ? "" : "1"
            let allowed =
                String(repeating: open, count: 512) + inner + String(repeating: close, count: 512)
            #expect(failure(allowed) == nil)
            let deeper =
                String(repeating: open, count: 513) + inner + String(repeating: close, count: 513)
            #expect(failure(deeper)?.kind == .tooDeep(limit: 512))
            #expect(failure(deeper)?.offset == 512 * open.utf8.count)
        }
        #expect(failure("[[]]", limits: JSONLimits(depth: 1))?.kind == .tooDeep(limit: 1))
        #expect(failure("[1]", limits: JSONLimits(depth: 1)) == nil)
        #expect(failure("[{},{},[],[]]", limits: JSONLimits(depth: 2)) == nil)
    }

    @Test func aMillionLevelsAreParsedWithoutRecursion() throws {
        let depth = 1_000_000
        let bytes =
            Array(repeating: UInt8(ascii: "["), count: depth)
            + Array(repeating: UInt8(ascii: "]"), count: depth)
        var tape = JSONTape(limits: JSONLimits(depth: depth))
        try tape.parse(bytes)
        #expect(tape.nodeCount == depth)
        #expect(failure(bytes)?.kind == .tooDeep(limit: 512))
    }

    @Test func bytesAreLimited() {
        #expect(failure("[1,2]", limits: JSONLimits(bytes: 5)) == nil)
        #expect(
            failure("[1,2]", limits: JSONLimits(bytes: 4)) == JSONError(.tooLarge(limit: 4), at: 4))
    }

    @Test(arguments: [1, 2, 3, 63, 64, 65, 66, 127, 128, 129, 5000])
    func nodesAreLimited(_ limit: Int) {
        let limits = JSONLimits(nodes: limit)
        let fits =
            limit == 1
            ? "[]" : "[" + Array(repeating: "1", count: limit - 1).joined(separator: ",") + "]"
        let exceeds = "[" + Array(repeating: "1", count: limit).joined(separator: ",") + "]"
        #expect(failure(fits, limits: limits) == nil)
        #expect(failure(exceeds, limits: limits)?.kind == .tooManyNodes(limit: limit))
    }

    @Test func limitsAreClamped() {
        let limits = JSONLimits(depth: 0, bytes: .max, nodes: .max)
        #expect(limits.depth == 1)
        #expect(limits.bytes == Int(UInt32.max))
        #expect(limits.nodes == 16_777_215)
    }
}
