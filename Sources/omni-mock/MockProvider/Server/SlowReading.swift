internal import NIOCore

/// Whether a request is to be read slowly, which must be known before its model is.
enum SlowReading {
    /// How much of a body is looked at.
    private static let prefixBytes = 64 << 10

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
        let length = min(body.readableBytes, prefixBytes)
        guard let text = body.getString(at: body.readerIndex, length: length),
            let start = text.firstRange(of: "+slowread")?.lowerBound
        else { return nil }
        let rest = text[start...].prefix { $0 != "\"" }.dropFirst()
        let directive = rest.prefix { $0 != "+" }
        // What is no directive is answered with 400 once the body is here.
        return (try? Directives(parsing: directive))?.slowRead
    }
}
