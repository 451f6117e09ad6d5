internal import JSON

/// Splits an AWS event stream: length, headers, payload and two checksums a message.
///
/// A stream of the mock or a test may also be lines of `{"event":name,"data":…}`.
struct AWSEventFrames {
    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func frames(of bytes: [UInt8], into checker: inout Checker) -> [EventFrame] {
        if bytes.first == UInt8(ascii: "{") { return lines(of: bytes, into: &checker) }
        var reader = AWSEventFrames(bytes)
        var frames: [EventFrame] = []
        while let frame = reader.next(frames.count, into: &checker) { frames.append(frame) }
        return frames
    }

    private static func lines(of bytes: [UInt8], into checker: inout Checker) -> [EventFrame] {
        LineStream.frames(of: bytes, into: &checker).compactMap { line in
            guard let value = checker.parse(line.data, at: line.path) else { return nil }
            let shape = Shape.record(["event": .nonEmpty, "data": .object])
            checker.check(value, shape, at: line.path)
            guard let data = value["data"] else { return nil }
            return EventFrame(name: value.text("event"), data: data.rawBytes, path: line.path)
        }
    }

    private mutating func next(_ index: Int, into checker: inout Checker) -> EventFrame? {
        guard position < bytes.count else { return nil }
        let path = "message[\(index)]"
        guard let total = number(at: position), let headers = number(at: position + 4),
            total >= 16, headers <= total - 16, position + total <= bytes.count
        else {
            checker.report(path, "truncated message")
            return nil
        }
        defer { position += total }
        let end = position + total
        let prelude = Checksum.of(bytes[position..<position + 8])
        checker.expect(number(at: position + 8) == Int(prelude), path, "wrong prelude checksum")
        let whole = Checksum.of(bytes[position..<end - 4])
        checker.expect(number(at: end - 4) == Int(whole), path, "wrong message checksum")
        let names = AWSEventHeaders.read(bytes[position + 12..<position + 12 + headers])
        let payload = bytes[position + 12 + headers..<end - 4]
        return EventFrame(
            name: names[":event-type"] ?? names[":exception-type"], data: Array(payload),
            path: path)
    }

    private func number(at offset: Int) -> Int? {
        guard offset + 4 <= bytes.count else { return nil }
        return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
