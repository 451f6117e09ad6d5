import IPC
import Testing

@Suite struct FrameHeaderTests {
    @Test(arguments: FrameType.allCases)
    func everyTypeSurvives(type: FrameType) throws {
        let header = FrameHeader(
            length: 513, type: type, flags: 1, kind: 0xabcd, stream: 0x0102_0304_0506_0708)
        var queue = ByteQueue()
        header.write(to: &queue)
        let bytes: [UInt8] = queue.withBytes { Array($0) }
        #expect(bytes.count == FrameHeader.size)
        let read = try FrameHeader(bytes.span.bytes, at: 0)
        #expect(read == header)
    }

    @Test func theLayoutIsFixed() {
        var queue = ByteQueue()
        FrameHeader(length: 0x0403_0201 & 0xfffff, type: .data, kind: 0x0605, stream: 9)
            .write(to: &queue)
        let bytes: [UInt8] = queue.withBytes { Array($0) }
        #expect(bytes == [1, 2, 3, 0, 3, 0, 5, 6, 9, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func tooFewBytesAreNoHeaderYet() throws {
        for count in 0..<FrameHeader.size {
            let bytes = [UInt8](repeating: 1, count: count)
            let header = try FrameHeader(bytes.span.bytes, at: 0)
            #expect(header == nil)
        }
    }

    @Test func badHeadersAreNamed() {
        func error(_ bytes: [UInt8]) -> FrameError? {
            do throws(FrameError) {
                _ = try FrameHeader(bytes.span.bytes, at: 0)
                return nil
            } catch {
                return error
            }
        }
        let zeros = [UInt8](repeating: 0, count: 8)
        #expect(error([0, 0, 0, 0, 99, 0, 0, 0] + zeros) == .unknownType(99))
        #expect(error([0, 0, 0, 0, 3, 2, 0, 0] + zeros) == .unknownFlags(2))
        #expect(
            error([1, 0, 16, 0, 3, 0, 0, 0] + zeros)
                == .tooLong(length: (1 << 20) + 1, limit: 1 << 20))
    }

    @Test func aQueueKeepsOrderAndGivesMemoryBack() {
        var queue = ByteQueue()
        var expected: [UInt8] = []
        for round in 0..<2000 {
            let bytes = [UInt8](repeating: UInt8(round & 0xff), count: round % 977)
            queue.append(bytes)
            expected += bytes
            let count = min(expected.count, round % 311)
            let front: [UInt8] = queue.withBytes { Array($0.prefix(count)) }
            #expect(front == Array(expected.prefix(count)))
            queue.drop(count)
            expected.removeFirst(count)
        }
        #expect(queue.count == expected.count)
        queue.drop(queue.count)
        #expect(queue.isEmpty)
    }
}
