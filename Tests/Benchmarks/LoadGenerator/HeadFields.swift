/// What matters of a response head.
struct HeadFields {
    private(set) var status: Int?
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var closes = false

    /// Reads a whole head, empty line included.
    init(_ head: [UInt8]) {
        if head.count > 12, head.starts(with: "HTTP/1.1 ".utf8) {
            status = Self.number(head[9..<12])
        }
        var start = 0
        for end in head.indices where head[end] == 0x0A {
            let line = head[start..<max(start, end - 1)]
            start = end + 1
            // Only these fields are looked at, and their first letter says which it can be.
            guard let first = line.first else { continue }
            switch first | 0x20 {
            case UInt8(ascii: "c"):
                if let value = Self.value(of: "content-length", in: line) {
                    contentLength = Self.number(value)
                } else if let value = Self.value(of: "connection", in: line) {
                    closes = Self.equal(value, "close")
                }
            case UInt8(ascii: "t"):
                if let value = Self.value(of: "transfer-encoding", in: line) {
                    isChunked = Self.equal(value, "chunked")
                }
            default: break
            }
        }
    }

    private static func value(of name: StaticString, in line: ArraySlice<UInt8>) -> ArraySlice<
        UInt8
    >? {
        let length = name.utf8CodeUnitCount
        guard line.count > length, line[line.startIndex + length] == UInt8(ascii: ":"),
            equal(line.prefix(length), name)
        else { return nil }
        return line.dropFirst(length + 1).drop { $0 == 0x20 }
    }

    /// Compares without regard to case; `text` is in lower case.
    private static func equal(_ bytes: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            zip(bytes, wanted).allSatisfy { byte, letter in byte == letter || byte | 0x20 == letter
            }
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard (1...15).contains(bytes.count) else { return nil }
        var value = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}
