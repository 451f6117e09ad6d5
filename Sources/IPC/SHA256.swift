/// SHA-256 (FIPS 180-4), for names and ids that must be the same each time; never for secrets.
///
/// Allocates nothing but its result.
package struct SHA256: Sendable {
    private var state: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var block = InlineArray<64, UInt8>(repeating: 0)
    /// Bytes of `block` that are filled; always fewer than 64.
    private var filled = 0
    private var length: UInt64 = 0

    /// Starts with nothing.
    package init() {}

    /// The 32 bytes of a text's hash.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The first `digits` lower-case hexadecimal digits of a text's hash, at most 64.
    package static func hex(_ text: String, digits: Int) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return String(HexText.of(hash.finish()).prefix(digits))
    }

    /// Takes more bytes.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let isTaken: Void? = bytes.withContiguousStorageIfAvailable { take($0) }
        guard isTaken == nil else { return }
        for byte in bytes { update(byte) }
    }

    /// Takes one more byte.
    package mutating func update(_ byte: UInt8) {
        block[filled] = byte
        filled += 1
        length &+= 1
        if filled == 64 { takeBlock() }
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { update(byte) }
    }

    /// The first `count` bytes, 32 at most, of the hash of all that was taken; the hash is used up.
    package consuming func finish(first count: Int = 32) -> [UInt8] {
        let bits = length &* 8
        update(0x80)
        while filled != 56 { update(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            update(UInt8(truncatingIfNeeded: bits >> shift))
        }
        return [UInt8](unsafeUninitializedCapacity: min(count, 32)) { bytes, size in
            for index in 0..<min(count, 32) {
                let shift = UInt32(24 - 8 * (index % 4))
                bytes[index] = UInt8(truncatingIfNeeded: state[index / 4] >> shift)
            }
            size = min(count, 32)
        }
    }

    private mutating func takeBlock() {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
            for index in 0..<16 {
                let at = index * 4
                words[index] =
                    UInt32(block[at]) << 24 | UInt32(block[at + 1]) << 16
                    | UInt32(block[at + 2]) << 8 | UInt32(block[at + 3])
            }
            for index in 16..<64 {
                let early = words[index - 15]
                let late = words[index - 2]
                let small = Self.rotated(early, 7) ^ Self.rotated(early, 18) ^ (early >> 3)
                let large = Self.rotated(late, 17) ^ Self.rotated(late, 19) ^ (late >> 10)
                words[index] = words[index - 16] &+ small &+ words[index - 7] &+ large
            }
            Self.constants.withUnsafeBufferPointer { compress(words, $0) }
        }
        filled = 0
    }

    // The letters are those of the standard, section 6.2.2.
    private mutating func compress(
        _ words: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>
    ) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let sumE = Self.rotated(e, 6) ^ Self.rotated(e, 11) ^ Self.rotated(e, 25)
            let choice = (e & f) ^ (~e & g)
            let first = h &+ sumE &+ choice &+ constants[index] &+ words[index]
            let sumA = Self.rotated(a, 2) ^ Self.rotated(a, 13) ^ Self.rotated(a, 22)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ sumA &+ majority)
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
        state[5] &+= f
        state[6] &+= g
        state[7] &+= h
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5,
        0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
        0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc,
        0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
        0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
        0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3,
        0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5,
        0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
        0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
