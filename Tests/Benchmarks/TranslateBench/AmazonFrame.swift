/// A message of application/vnd.amazon.eventstream.
enum AmazonFrame {
    static func event(_ type: String, _ payload: String) -> [UInt8] {
        let headers =
            header(":event-type", type) + header(":content-type", "application/json")
            + header(":message-type", "event")
        var bytes = bigEndian(UInt32(16 + headers.count + payload.utf8.count))
        bytes += bigEndian(UInt32(headers.count))
        bytes += bigEndian(checksum(bytes))
        bytes += headers + Array(payload.utf8)
        return bytes + bigEndian(checksum(bytes))
    }

    private static func header(_ name: String, _ value: String) -> [UInt8] {
        [UInt8(name.utf8.count)] + Array(name.utf8) + [7, 0, UInt8(value.utf8.count)]
            + Array(value.utf8)
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
