@testable import Dialects

/// Makes messages of application/vnd.amazon.eventstream.
enum AmazonFrames {
    /// A message with headers of text, and whatever other headers.
    static func message(
        _ headers: [(String, String)], _ payload: String, otherHeaders: [UInt8] = []
    ) -> [UInt8] {
        var bytes = otherHeaders
        for (name, value) in headers {
            bytes += [UInt8(name.utf8.count)] + Array(name.utf8) + [7]
            bytes += [UInt8(value.utf8.count >> 8), UInt8(value.utf8.count & 255)]
            bytes += Array(value.utf8)
        }
        return sealed(headers: bytes, payload: Array(payload.utf8))
    }

    /// An event.
    static func event(_ type: String, _ payload: String) -> [UInt8] {
        message([(":message-type", "event"), (":event-type", type)], payload)
    }

    /// An exception.
    static func exception(_ type: String, _ payload: String) -> [UInt8] {
        message([(":message-type", "exception"), (":exception-type", type)], payload)
    }

    /// A message around headers and payload, with its lengths and checksums.
    static func sealed(headers: [UInt8], payload: [UInt8], headersLength: Int? = nil) -> [UInt8] {
        var bytes = bigEndian(UInt32(16 + headers.count + payload.count))
        bytes += bigEndian(UInt32(headersLength ?? headers.count))
        bytes += bigEndian(checksum(bytes))
        bytes += headers + payload
        return bytes + bigEndian(checksum(bytes))
    }

    /// The checksum, bit by bit, apart from the code under test.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
        return ~crc
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
