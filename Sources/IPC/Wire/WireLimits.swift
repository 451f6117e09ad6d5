/// The bounds that every decoder of the wire format keeps, whoever sent the bytes.
public enum WireLimits {
    /// The deepest nesting of messages; one more fails the decoding, so the stack stays small.
    ///
    /// Our deepest message nests four levels; the rest is room for later versions.
    public static let nesting = 32

    /// The most nested messages in one decoding; one more fails it.
    ///
    /// An empty message takes two bytes on the wire and some hundred in memory, so the limit on a
    /// frame's length alone would let a peer claim a hundred times its frame. A batch of records,
    /// our longest message, holds a few thousand.
    public static let messages = 65_536

    /// The characters of a string that a dump shows; the rest is cut and marked.
    public static let dumpedCharacters = 120

    /// The bytes of a `bytes` field that a dump shows in hexadecimal; the rest is cut and marked.
    public static let dumpedBytes = 32

    /// The length in UTF-8 bytes after which a dump line takes no further field.
    public static let dumpedLine = 16_384
}
