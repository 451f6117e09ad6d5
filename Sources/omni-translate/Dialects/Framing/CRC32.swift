/// The checksum of IEEE 802.3, as zip and Amazon's event streams use it.
enum CRC32 {
    /// Of the bytes in `range`.
    static func checksum(_ bytes: RawSpan, _ range: Range<Int>) -> UInt32 {
        bytes.withUnsafeBytes { buffer in
            var crc: UInt32 = 0xFFFF_FFFF
            for offset in range {
                let index = Int(UInt8(truncatingIfNeeded: crc) ^ (unsafe buffer[offset]))
                crc = table[index] ^ crc >> 8
            }
            return ~crc
        }
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
        }
    }
}
