/// Writes compact JSON into a buffer that can be used again.
///
/// Commas and colons come by themselves. That containers are closed, that members have names and
/// that raw bytes are JSON is the caller's business.
///
///     var writer = JSONWriter()
///     writer.object { object in
///         object.member("model", "m-1")
///         object.name("stops"); object.array { $0.string("END") }
///     }
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8]

    /// The next value or name needs a comma before it.
    private var needsComma = false

    /// Starts with a buffer; what it holds already stays in front.
    ///
    /// - Parameter buffer: The buffer to append to. Hand over the only copy, or it is copied.
    public init(appendingTo buffer: consuming [UInt8] = []) {
        bytes = buffer
    }

    /// Takes the buffer out and leaves an empty writer.
    public mutating func take() -> [UInt8] {
        needsComma = false
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    /// Forgets what was written and keeps the capacity.
    public mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Starts an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Ends an object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Starts an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Ends an array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes an object around what `body` writes.
    ///
    /// - Parameter body: Writes names and values, or `member`s.
    /// - Throws: What `body` throws; the object is then not closed.
    public mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginObject()
        try body(&self)
        endObject()
    }

    /// Writes an array around what `body` writes.
    ///
    /// - Parameter body: Writes values.
    /// - Throws: What `body` throws; the array is then not closed.
    public mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginArray()
        try body(&self)
        endArray()
    }

    /// Writes JSON that is ready, as a value.
    ///
    /// - Parameter json: One JSON value, trusted.
    public mutating func raw(_ json: [UInt8]) {
        json.withRawBytes { rawValue($0) }
    }

    /// Writes a part of a document, as a value.
    ///
    /// - Parameters:
    ///   - range: Range of one JSON value in the document, in bytes; traps outside of it.
    ///   - document: The document.
    public mutating func raw(_ range: Range<Int>, of document: RawSpan) {
        rawValue(document.extracting(range))
    }

    /// Writes JSON that is ready and known at compile time, as a value.
    ///
    /// - Parameter json: One JSON value, trusted.
    public mutating func raw(_ json: StaticString) {
        json.withRawBytes { rawValue($0) }
    }

    /// Writes JSON that is ready, as a value.
    ///
    /// - Parameter json: One JSON value, trusted.
    @inline(__always)
    mutating func rawValue(_ json: RawSpan) {
        bytes.append(json, comma: needsComma, quotes: false, colon: false)
        needsComma = true
    }

    /// Writes an integer.
    ///
    /// - Parameters:
    ///   - isNegative: Whether a minus comes first.
    ///   - magnitude: The integer without its sign.
    mutating func integer(isNegative: Bool, _ magnitude: UInt64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = 20
        var rest = magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            first -= 1
            digits[first] = 0x30 + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0
        bytes.append(addingCapacity: 22) { output in
            if needsComma { output.append(UInt8(ascii: ",")) }
            if isNegative { output.append(UInt8(ascii: "-")) }
            for index in first..<20 { output.append(digits[index]) }
        }
        needsComma = true
    }

    /// Writes a string or a name.
    ///
    /// - Parameters:
    ///   - text: UTF-8; it is escaped where it must be.
    ///   - isName: Whether a value follows.
    @inline(__always)
    mutating func quoted(_ text: RawSpan, isName: Bool) {
        if text.endOfUnescapedRun(0) == text.byteCount {
            bytes.append(text, comma: needsComma, quotes: true, colon: isName)
            needsComma = !isName
        } else {
            quotedWithEscapes(text)
            if isName { endName() }
        }
    }

    /// Writes what must stand before a value.
    mutating func beginValue() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Writes a colon, after which a value follows without a comma.
    mutating func endName() {
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Gives the buffer to functions of other files.
    mutating func withBuffer(_ body: (inout [UInt8]) -> Void) {
        body(&bytes)
    }

    private mutating func open(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}
