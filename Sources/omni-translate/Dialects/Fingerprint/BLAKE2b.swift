/// BLAKE2b with a hash of 32 bytes and no key (RFC 7693), for fingerprints of whole requests.
///
/// A fingerprint is made of every request, and 120 KB of it must not be felt: this takes a sixth of the time of
/// `SHA256`, which has no instructions of the processor to lean on either, and is no weaker.
enum BLAKE2b {
    /// Bytes of a hash.
    static let hashBytes = 32
    private static let blockBytes = 128

    /// The 32 bytes of a text's hash.
    static func hash(_ message: [UInt8]) -> [UInt8] {
        var chain = initial
        // Parameter block: 32 bytes of hash, no key, no tree.
        chain[0] ^= 0x0101_0000 ^ UInt64(hashBytes)
        let bytes = message.span.bytes
        var offset = 0
        // The last block is hashed differently, and an empty text has one too.
        while offset + blockBytes < bytes.byteCount {
            let block = bytes.extracting(offset..<offset + blockBytes)
            offset += blockBytes
            compress(&chain, block, length: UInt64(offset), isLast: false)
        }
        var last = Array(message[offset...])
        last.append(contentsOf: repeatElement(0, count: blockBytes - last.count))
        compress(&chain, last.span.bytes, length: UInt64(message.count), isLast: true)
        var hash: [UInt8] = []
        hash.reserveCapacity(hashBytes)
        for index in 0..<4 {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash.append(UInt8(truncatingIfNeeded: chain[index] >> shift))
            }
        }
        return hash
    }

    private static let initial: InlineArray<8, UInt64> = [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ]

    /// The function F of section 3.2.
    private static func compress(
        _ chain: inout InlineArray<8, UInt64>, _ block: RawSpan, length: UInt64, isLast: Bool
    ) {
        var work = BLAKE2bRounds(
            state: InlineArray { $0 < 8 ? chain[$0] : initial[$0 - 8] },
            words: InlineArray {
                // The bounds are checked; any eight bytes are a number.
                let word = unsafe block.unsafeLoadUnaligned(
                    fromByteOffset: $0 * 8, as: UInt64.self)
                return UInt64(littleEndian: word)
            })
        work.state[12] ^= length
        if isLast { work.state[14] = ~work.state[14] }
        work.run()
        for index in 0..<8 { chain[index] ^= work.state[index] ^ work.state[index + 8] }
    }
}

/// The twelve rounds over one block.
///
/// Positions are written out, so that the compiler keeps the state in registers.
private struct BLAKE2bRounds {
    var state: InlineArray<16, UInt64>
    let words: InlineArray<16, UInt64>

    /// The message schedule SIGMA of section 2.7, whose first two rows come once more at the end.
    mutating func run() {
        round(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        round(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
        round(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
        round(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
        round(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
        round(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
        round(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
        round(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
        round(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
        round(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
        round(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        round(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
    }

    // The letters are those of the standard, section 3.1.
    @inline(__always)
    private mutating func round(
        _ s0: Int, _ s1: Int, _ s2: Int, _ s3: Int, _ s4: Int, _ s5: Int, _ s6: Int, _ s7: Int,
        _ s8: Int, _ s9: Int, _ s10: Int, _ s11: Int, _ s12: Int, _ s13: Int, _ s14: Int,
        _ s15: Int
    ) {
        mix(0, 4, 8, 12, s0, s1)
        mix(1, 5, 9, 13, s2, s3)
        mix(2, 6, 10, 14, s4, s5)
        mix(3, 7, 11, 15, s6, s7)
        mix(0, 5, 10, 15, s8, s9)
        mix(1, 6, 11, 12, s10, s11)
        mix(2, 7, 8, 13, s12, s13)
        mix(3, 4, 9, 14, s14, s15)
    }

    @inline(__always)
    private mutating func mix(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: Int, _ y: Int) {
        state[a] = state[a] &+ state[b] &+ words[x]
        state[d] = rotated(state[d] ^ state[a], 32)
        state[c] = state[c] &+ state[d]
        state[b] = rotated(state[b] ^ state[c], 24)
        state[a] = state[a] &+ state[b] &+ words[y]
        state[d] = rotated(state[d] ^ state[a], 16)
        state[c] = state[c] &+ state[d]
        state[b] = rotated(state[b] ^ state[c], 63)
    }

    @inline(__always)
    private func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word &>> count | word &<< (64 - count)
    }
}
