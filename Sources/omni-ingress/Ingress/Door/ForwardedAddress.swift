/// The address of a client behind proxies, from `X-Forwarded-For`.
///
/// Each proxy appends whom it talked to, so the right-most entry is the last proxy's word, and what stands left of the
/// first address that is no trusted proxy is whatever the client cared to claim.
package enum ForwardedAddress {
    /// Finds the right-most address that is no trusted proxy.
    ///
    /// - Parameters:
    ///   - peer: Who is connected.
    ///   - fields: Where the values of `X-Forwarded-For` stand, in their order.
    ///   - bytes: The head.
    ///   - trusted: Proxies that are believed.
    /// - Returns: The client's address; the left-most when all are trusted; nil when a trusted proxy wrote no address.
    package static func client(
        _ peer: IPAddress, _ fields: [Range<Int>], _ bytes: RawSpan, trusted: AddressSet
    ) -> IPAddress? {
        var client = peer
        for field in fields.reversed() {
            var end = field.upperBound
            while true {
                guard trusted.contains(client) else { return client }
                var start = end
                while start > field.lowerBound, bytes.byte(start - 1) != UInt8(ascii: ",") {
                    start -= 1
                }
                guard let address = address(bytes, start..<end) else { return nil }
                client = address
                if start == field.lowerBound { break }
                end = start - 1
            }
        }
        return client
    }

    /// Longest spelling of an address with brackets and a port.
    private static let longest = 64

    /// Reads one entry; some proxies add the port.
    private static func address(_ bytes: RawSpan, _ range: Range<Int>) -> IPAddress? {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes.byte(start) == 0x20 || bytes.byte(start) == 0x09 { start += 1 }
        while end > start, bytes.byte(end - 1) == 0x20 || bytes.byte(end - 1) == 0x09 { end -= 1 }
        guard start < end, end - start <= longest else { return nil }
        if bytes.byte(start) == UInt8(ascii: "[") {
            guard let close = (start..<end).first(where: { bytes.byte($0) == UInt8(ascii: "]") }),
                isPort(bytes, close + 1..<end)
            else { return nil }
            return IPAddress(bytes.text(start + 1..<close))
        }
        let colons = (start..<end).filter { bytes.byte($0) == UInt8(ascii: ":") }
        // One colon is never within an address of IPv6.
        guard colons.count == 1, let colon = colons.first else {
            return IPAddress(bytes.text(start..<end))
        }
        guard isPort(bytes, colon..<end) else { return nil }
        return IPAddress(bytes.text(start..<colon))
    }

    /// Whether there is a colon with digits behind it, or nothing.
    private static func isPort(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        guard let colon = range.first else { return true }
        let digits = range.dropFirst()
        return bytes.byte(colon) == UInt8(ascii: ":") && 1...5 ~= digits.count
            && digits.allSatisfy { 0x30...0x39 ~= bytes.byte($0) }
    }
}
