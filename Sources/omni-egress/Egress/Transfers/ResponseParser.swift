internal import IPC

/// Collects the head of a response from the lines that curl hands out.
///
/// Pure.
struct ResponseParser {
    /// What a line came to.
    enum Event: Equatable, Sendable {
        /// Go on.
        case more
        /// The head of the final response is complete.
        case complete
        /// The head is longer than `Limits.responseHeadBytes`.
        case tooLong
        /// The line is not one of an HTTP head.
        case malformed
    }

    /// 100...999; 0 before the first status line.
    private(set) var status: UInt32 = 0
    /// "1.1", "2".
    private(set) var version = ""
    /// What is handed on, names in lower case.
    private(set) var headers: [Header] = []
    /// The length of the body that the head declares.
    private(set) var contentLength: UInt64?
    private var bytes = 0
    private var isComplete = false
    private var lastKept = false
    private var connectionOptions: [String] = []

    /// Prepares for another response, keeping memory.
    mutating func reset() {
        status = 0
        headers.removeAll(keepingCapacity: true)
        contentLength = nil
        bytes = 0
        isComplete = false
        lastKept = false
        connectionOptions.removeAll(keepingCapacity: true)
    }

    /// The first value of a header, its name in lower case; nil without one.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Takes one line with its end.
    mutating func line(_ text: UnsafeRawBufferPointer) -> Event {
        // Trailers of a chunked body; nobody needs them.
        if isComplete { return .more }
        bytes += text.count
        guard bytes <= Limits.responseHeadBytes else { return .tooLong }
        var line = text[...]
        while let last = line.last, last == 0x0a || last == 0x0d { line = line.dropLast() }
        guard let first = line.first else { return blank() }
        if first == 0x20 || first == 0x09 { return fold(line) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return statusLine(line) }
        // "HTTP/1.1 200 it: works" has a colon too, but no header name has a slash.
        if line[..<colon].contains(UInt8(ascii: "/")) { return statusLine(line) }
        field(line[..<colon], line[(colon + 1)...])
        return .more
    }

    /// Replaces a secret in what is handed on.
    mutating func hide(_ mask: SecretMask) {
        for index in headers.indices {
            mask.hide(in: &headers[index].name)
            mask.hide(in: &headers[index].value)
        }
    }

    /// The end of a head.
    ///
    /// Those of 100 Continue and 103 Early Hints precede the one that counts (RFC 9110 section
    /// 15.2).
    private mutating func blank() -> Event {
        guard status >= 200 else { return status == 0 ? .malformed : .more }
        if !connectionOptions.isEmpty {
            headers.removeAll { connectionOptions.contains($0.name) }
        }
        isComplete = true
        return .complete
    }

    private mutating func statusLine(_ line: Slice<UnsafeRawBufferPointer>) -> Event {
        let parts = line.split(separator: 0x20, maxSplits: 2)
        guard parts.count >= 2, parts[0].starts(with: "HTTP/".utf8), parts[1].count == 3 else {
            return .malformed
        }
        var number: UInt32 = 0
        for digit in parts[1] {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return .malformed }
            number = number * 10 + UInt32(digit - UInt8(ascii: "0"))
        }
        status = number
        version = String(decoding: parts[0].dropFirst(5), as: UTF8.self)
        headers.removeAll(keepingCapacity: true)
        contentLength = nil
        connectionOptions.removeAll(keepingCapacity: true)
        lastKept = false
        return .more
    }

    private mutating func field(
        _ name: Slice<UnsafeRawBufferPointer>, _ value: Slice<UnsafeRawBufferPointer>
    ) {
        let name = Self.lowered(name)
        let value = Self.text(value)
        if name == "content-length" { contentLength = UInt64(value) }
        if name == "connection" { connectionOptions += HeaderRules.connectionOptions(value) }
        lastKept = HeaderRules.response(name: name)
        if lastKept { headers.append(Header(name: name, value: value)) }
    }

    /// A value that goes on in the next line (RFC 9112 section 5.2): joined by one space.
    private mutating func fold(_ line: Slice<UnsafeRawBufferPointer>) -> Event {
        guard lastKept, let last = headers.indices.last else { return .more }
        headers[last].value += " " + Self.text(line)
        return .more
    }

    private static func lowered(_ name: Slice<UnsafeRawBufferPointer>) -> String {
        // Without white space before the colon, which some servers leave.
        var end = name.endIndex
        while end > name.startIndex, name[end - 1] == 0x20 || name[end - 1] == 0x09 { end -= 1 }
        let name = name[..<end]
        return String(unsafeUninitializedCapacity: name.count) { bytes in
            for (index, byte) in name.enumerated() {
                let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                // Not ASCII would not be UTF-8 by itself.
                bytes[index] = isUpper ? byte | 0x20 : byte < 0x80 ? byte : UInt8(ascii: "?")
            }
            return name.count
        }
    }

    /// A value without the white space around it; bytes that are not UTF-8 become U+FFFD.
    private static func text(_ value: Slice<UnsafeRawBufferPointer>) -> String {
        var (start, end) = (value.startIndex, value.endIndex)
        while start < end, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
        while end > start, value[end - 1] == 0x20 || value[end - 1] == 0x09 { end -= 1 }
        return String(decoding: value[start..<end], as: UTF8.self)
    }
}
