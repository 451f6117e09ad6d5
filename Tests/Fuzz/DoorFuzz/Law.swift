@testable import Ingress

/// RFC 9112 in a second, slow wording, for what the readers accepted.
struct Law {
    private let lines: [[UInt8]]
    private let fields: [(name: String, value: String)]

    init(_ head: [UInt8]) {
        demand(head.count <= DoorLimits.headBytes, "the head is too long")
        for (index, byte) in head.enumerated() {
            let next = index + 1 < head.count ? head[index + 1] : 0
            if byte == 0x0D { demand(next == 0x0A, "a bare carriage return") }
            if byte == 0x0A {
                demand(index > 0 && head[index - 1] == 0x0D, "a bare line feed")
            }
            demand(byte >= 0x20 || [0x09, 0x0A, 0x0D].contains(byte), "a control character")
        }
        demand(head.suffix(4) == [0x0D, 0x0A, 0x0D, 0x0A], "no blank line at the end")
        lines = head.filter { $0 != 0x0D }.split(separator: 0x0A).map { Array($0) }
        fields = lines.dropFirst().map { line in
            guard let colon = line.firstIndex(of: 0x3A), colon > 0 else {
                fatalError("a line without a name")
            }
            let name = line[..<colon]
            demand(
                name.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a fold, or space before a colon")
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
            return (
                String(decoding: name, as: UTF8.self).lowercased(),
                String(value.trimmed)
            )
        }
        demand(fields.count <= DoorLimits.headFields, "too many fields")
    }

    /// Compares what was read with what stands there.
    func check(_ request: Story.Request, limit: UInt64) {
        let head = request.head
        let parts = lines[0].split(separator: 0x20, omittingEmptySubsequences: false)
        demand(parts.count == 3, "a request line of other than three parts")
        demand(parts[2].starts(with: Array("HTTP/1.".utf8)), "another protocol")
        demand(Array(parts[1]) == Array(request.rawHead[head.target]), "another target")
        let hosts = values("host").count
        demand(hosts == 1 || hosts == 0 && head.minorVersion == 0, "hosts")
        demand(values("authorization").count <= 1, "two credentials")
        demand(values("x-api-key").count <= 1, "two credentials")
        checkFraming(head)
        let options = values("connection").flatMap { value in
            value.split(separator: ",").map { String($0).trimmed.lowercased() }
        }
        if options.contains("close") { demand(!head.keepsAlive, "close was not heard") }
        if values("content-encoding").contains(where: { $0.lowercased() != "identity" }) {
            demand(head.hasContentCoding, "a coding was overlooked")
        }
        if values("expect").contains(where: { $0.lowercased() != "100-continue" }) {
            demand(head.hasUnknownExpectation, "an expectation was overlooked")
        }
        demand(UInt64(request.body.count) <= limit, "the body is too long")
        checkBody(request)
    }

    private func values(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    private func checkFraming(_ head: ParsedHead) {
        let lengths = values("content-length")
        let codings = values("transfer-encoding")
        demand(lengths.isEmpty || codings.isEmpty, "length and coding")
        demand(Set(lengths).count <= 1, "lengths differ")
        if let coding = codings.first {
            demand(codings.count == 1 && coding.lowercased() == "chunked", "coding")
            demand(head.minorVersion == 1 && head.framing == .chunked, "coding")
        } else if let length = lengths.first {
            guard let number = UInt64(length), length.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                fatalError("a length that is no number")
            }
            demand(head.framing == (number == 0 ? .none : .length(number)), "length")
        } else {
            demand(head.framing == .none, "a body out of nowhere")
        }
    }

    private func checkBody(_ request: Story.Request) {
        guard request.isComplete else { return }
        guard case .chunked = request.head.framing else {
            demand(request.rawBody == request.body, "bytes were changed")
            return
        }
        demand(Self.unchunked(request.rawBody) == request.body, "other chunks")
    }

    /// Takes a whole chunked body apart by the grammar of RFC 9112 section 7.1; nil when it breaks it.
    private static func unchunked(_ raw: [UInt8]) -> [UInt8]? {
        var rest = raw[...]
        func line() -> ArraySlice<UInt8>? {
            guard let feed = rest.firstIndex(of: 0x0A), feed > rest.startIndex,
                rest[feed - 1] == 0x0D
            else { return nil }
            defer { rest = rest[(feed + 1)...] }
            let line = rest[..<(feed - 1)]
            return line.contains(0x0D) ? nil : line
        }
        var body: [UInt8] = []
        while let header = line() {
            let digits = header.prefix { $0 != 0x3B && $0 != 0x20 && $0 != 0x09 }
            let after = header[digits.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
            guard after.isEmpty || after.first == 0x3B, digits.first != 0x2B,
                let size = Int(String(decoding: digits, as: UTF8.self), radix: 16),
                size <= rest.count
            else { return nil }
            if size == 0 {
                while let trailer = line() {
                    if trailer.isEmpty { return rest.isEmpty ? body : nil }
                }
                return nil
            }
            body += rest.prefix(size)
            rest = rest.dropFirst(size)
            guard line()?.isEmpty == true else { return nil }
        }
        return nil
    }
}

extension String {
    /// Without space and tabs around it.
    var trimmed: String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
        let start = unicodeScalars.drop(while: isSpace)
        let count = start.reversed().drop(while: isSpace).count
        return String(String.UnicodeScalarView(start.prefix(count)))
    }
}
