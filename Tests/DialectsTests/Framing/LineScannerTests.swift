import Testing

@testable import Dialects

@Suite struct LineScannerTests {
    @Test("a line break is found wherever it stands", arguments: 0..<40)
    func lineBreaks(length: Int) {
        for place in 0...length {
            for end: UInt8 in [0x0a, 0x0d] {
                // Neighbours that differ from a line break in one bit.
                var bytes = (0..<length).map { UInt8([0x0b, 0x0c, 0x8a, 0x8d, 0x20, 0][$0 % 6]) }
                if place < length { bytes[place] = end }
                bytes.withUnsafeBytes { buffer in
                    #expect(LineScanner.lineBreak(in: buffer, from: 0) == place)
                    #expect(LineScanner.lineBreak(in: buffer, from: place) == place)
                }
            }
        }
    }

    @Test("a carriage return within a line ends none")
    func carriageReturns() {
        var scanner = LineScanner()
        let bytes = Array("a\rb\nc".utf8)
        let line = scanner.next(in: bytes.span.bytes, from: 0)
        #expect(line?.content == 0..<3 && line?.end == 4)
        #expect(scanner.next(in: bytes.span.bytes, from: 4) == nil)
    }
}
