/// Counts of text that is known to be UTF-8.
enum UTF8Count {
    /// How many Unicode scalars stand in some bytes: all bytes but the continuing ones.
    ///
    /// - Parameter bytes: UTF-8, cut anywhere.
    /// - Returns: The count.
    static func scalars(in bytes: RawSpan) -> Int {
        var offset = 0
        var continuing = 0
        let whole = bytes.byteCount & ~7
        while offset < whole {
            // A continuing byte is 10xxxxxx: its top bit is set and the next one is not.
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            continuing += (word & ~(word << 1) & 0x8080_8080_8080_8080).nonzeroBitCount
            offset += 8
        }
        while offset < bytes.byteCount {
            let byte = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
            if byte & 0xC0 == 0x80 { continuing += 1 }
            offset += 1
        }
        return bytes.byteCount - continuing
    }
}
