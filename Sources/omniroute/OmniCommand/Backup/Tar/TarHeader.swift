/// The header of a file in a tar archive (POSIX.1-1988, "ustar"), 512 bytes.
struct TarHeader: Equatable {
    /// Headers and contents fill blocks of this size.
    static let blockBytes = 512
    /// A longer name would need an extension.
    static let nameLimitBytes = 100

    /// The path within the archive.
    var name: String
    /// Bytes of the content.
    var size: UInt64
    /// Permission bits.
    var mode: UInt32 = 0o600
    /// Seconds since 1970.
    var modified: UInt64 = 0

    /// Bytes that fill the last block of the content.
    static func padding(_ size: UInt64) -> Int {
        let rest = Int(size % UInt64(blockBytes))
        return rest == 0 ? 0 : blockBytes - rest
    }

    /// The header's bytes.
    var bytes: [UInt8] {
        precondition(name.utf8.count <= Self.nameLimitBytes, "names of backups are short")
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        func put(_ text: String, _ offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        put(name, 0)
        put(Self.octal(UInt64(mode), digits: 7), 100)
        put(Self.octal(0, digits: 7), 108)
        put(Self.octal(0, digits: 7), 116)
        Self.putNumber(size, into: &block)
        put(Self.octal(modified, digits: 11), 136)
        put("        ", 148)
        put("0", 156)
        put("ustar", 257)
        put("00", 263)
        put(Self.octal(UInt64(Self.checksum(block)), digits: 6), 148)
        block[154] = 0
        return block
    }

    /// The size: octal digits, or from 8 GiB on a binary number, as GNU tar writes it.
    private static func putNumber(_ size: UInt64, into block: inout [UInt8]) {
        guard size >= 1 << 33 else {
            for (index, byte) in octal(size, digits: 11).utf8.enumerated() {
                block[124 + index] = byte
            }
            return
        }
        block[124] = 0x80
        for index in 0..<8 {
            block[128 + index] = UInt8(truncatingIfNeeded: size >> UInt64(56 - 8 * index))
        }
    }

    private static func octal(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The sum of all bytes, those of the sum itself counted as blanks.
    private static func checksum(_ block: [UInt8]) -> Int {
        block.indices.reduce(0) { sum, index in
            sum + ((148..<156).contains(index) ? 0x20 : Int(block[index]))
        }
    }

    /// Makes a header.
    init(name: String, size: UInt64, mode: UInt32 = 0o600, modified: UInt64 = 0) {
        self.name = name
        self.size = size
        self.mode = mode
        self.modified = modified
    }

    /// Reads a header; nil when the block is none, or of something else than a plain file.
    init?(_ block: [UInt8]) {
        guard block.count == Self.blockBytes, Array(block[257..<262]) == Array("ustar".utf8),
            block[156] == UInt8(ascii: "0") || block[156] == 0,
            // A prefix would belong to a longer name than backups have.
            block[345] == 0,
            let sum = Self.number(block[148..<156]), sum == UInt64(Self.checksum(block)),
            let size = Self.number(block[124..<136]), let mode = Self.number(block[100..<108]),
            let modified = Self.number(block[136..<148])
        else { return nil }
        name = String(decoding: block[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        self.size = size
        self.mode = UInt32(truncatingIfNeeded: mode & 0o7777)
        self.modified = modified
    }

    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        if field.first == 0x80 {
            let high = field.dropFirst().dropLast(8)
            guard high.allSatisfy({ $0 == 0 }), let top = field.suffix(8).first, top < 0x80
            else { return nil }
            return field.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        return digits.isEmpty ? 0 : UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}
