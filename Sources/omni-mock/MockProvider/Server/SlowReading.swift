internal import NIOCore

/// Whether a request is to be read slowly, which must be known before its model is.
enum SlowReading {
    /// How much of a body is looked at.
    private static let prefixBytes = 64 << 10
    private static let mark = Array("+slowread".utf8)

    /// The pause between reads.
    ///
    /// - Parameters:
    ///   - override: The directives of the next override, if there is one.
    ///   - body: What has come of the body.
    /// - Returns: nil if the body is to be read as it comes.
    static func pause(override: String?, body: ByteBuffer) -> TimeAmount? {
        if let override, override.contains("slowread"),
            // An override was understood when it was given.
            let directives = try? Directives(parsing: override)
        {
            return directives.slowRead
        }
        let bytes = body.readableBytesView.prefix(prefixBytes)
        guard let start = position(of: mark, in: bytes) else { return nil }
        let rest = String(
            decoding: bytes[start...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self
        ).dropFirst()
        let directive = rest.prefix { $0 != "+" }
        // What is no directive is answered with 400 once the body is here.
        return (try? Directives(parsing: directive))?.slowRead
    }

    /// Where the mark stands first; on bytes, because every request is searched and some are large.
    private static func position(of mark: [UInt8], in bytes: ByteBufferView) -> Int? {
        guard bytes.count >= mark.count else { return nil }
        let offset: Int? = bytes.withUnsafeBytes { bytes in
            (0...bytes.count - mark.count).first { start in
                bytes[start] == mark[0] && bytes[start..<start + mark.count].elementsEqual(mark)
            }
        }
        return offset.map { bytes.startIndex + $0 }
    }
}
