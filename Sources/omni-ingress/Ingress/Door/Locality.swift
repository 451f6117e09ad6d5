/// What a head says against a client being a program of this machine, though its connection comes from here.
///
/// A proxy here speaks for clients anywhere, and a browser here for every page it shows, even under a name that its owner
/// lets point here. Nothing in a head ever speaks for a client: whoever is far can leave all of this out.
enum Locality {
    /// Whether a page of this `Origin` is not of this machine; other schemes than those of the web belong to installed
    /// programs.
    static func isForeign(origin: Range<Int>, _ bytes: RawSpan) -> Bool {
        let isSecure = bytes.startsIgnoringCase(origin, "https://")
        guard isSecure || bytes.startsIgnoringCase(origin, "http://") else {
            return bytes.matchesIgnoringCase(origin, "null")
        }
        let host = withoutPort(origin.lowerBound + (isSecure ? 8 : 7)..<origin.upperBound, bytes)
        if bytes.matches(host, "[::1]") || isLocalhost(host, bytes) { return false }
        return !(isNumeric(host, bytes) && bytes.startsIgnoringCase(host, "127."))
    }

    /// Whether `Host` is a name that somebody else may let point here: any with a dot, save `.localhost`; addresses are no
    /// names.
    static func isForeign(host: Range<Int>, _ bytes: RawSpan) -> Bool {
        let name = withoutPort(host, bytes)
        guard let first = name.first, bytes.byte(first) != UInt8(ascii: "[") else { return false }
        guard name.contains(where: { bytes.byte($0) == UInt8(ascii: ".") }) else { return false }
        return !isNumeric(name, bytes) && !isLocalhost(name, bytes)
    }

    private static func withoutPort(_ range: Range<Int>, _ bytes: RawSpan) -> Range<Int> {
        let digits = range.reversed().prefix { 0x30...0x39 ~= bytes.byte($0) }.count
        let colon = range.upperBound - digits - 1
        guard colon >= range.lowerBound, bytes.byte(colon) == UInt8(ascii: ":") else {
            return range
        }
        return range.lowerBound..<colon
    }

    private static func isLocalhost(_ name: Range<Int>, _ bytes: RawSpan) -> Bool {
        if name.count > 10 {
            return bytes.matchesIgnoringCase(name.upperBound - 10..<name.upperBound, ".localhost")
        }
        return bytes.matchesIgnoringCase(name, "localhost")
    }

    private static func isNumeric(_ name: Range<Int>, _ bytes: RawSpan) -> Bool {
        name.allSatisfy { 0x30...0x39 ~= bytes.byte($0) || bytes.byte($0) == UInt8(ascii: ".") }
    }
}
