/// The header `tracestate`: what the tracing systems along a request's way have to say to themselves (W3C Trace Context,
/// section 3.3).
enum TraceState {
    private static let members = 32
    /// A longer member is the first to go where there is not room for all.
    private static let shortBytes = 128
    private static let comma = UInt8(ascii: ",")
    private static let equals = UInt8(ascii: "=")

    /// All values as one, as they came; empty where one of them is not a list as it must be.
    ///
    /// - Parameters:
    ///   - values: Of all headers of that name, in their order.
    ///   - limit: Bytes of what is kept: beyond it long members go, then the last ones.
    /// - Returns: The value of one header.
    static func kept(_ values: [String], bytes limit: Int) -> String {
        let whole = values.joined(separator: ",")
        // Four times what is kept is more than anybody means.
        guard !whole.isEmpty, whole.utf8.count <= 4 * limit else { return "" }
        let list = Array(whole.utf8).split(separator: comma).map(trimmed).filter { !$0.isEmpty }
        guard list.count <= members, list.allSatisfy(isMember) else { return "" }
        guard Set(list.map { $0.prefix { $0 != equals } }).count == list.count else { return "" }
        guard whole.utf8.count > limit else { return whole }
        return shortened(list, limit)
    }

    private static func shortened(_ list: [ArraySlice<UInt8>], _ limit: Int) -> String {
        var list = list
        func size() -> Int { list.reduce(list.count - 1) { $0 + $1.count } }
        while size() > limit, let long = list.lastIndex(where: { $0.count > shortBytes }) {
            list.remove(at: long)
        }
        while size() > limit, !list.isEmpty { list.removeLast() }
        return String(decoding: Array(list.joined(separator: [comma])), as: UTF8.self)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }

    private static func isMember(_ text: ArraySlice<UInt8>) -> Bool {
        guard let mark = text.firstIndex(of: equals) else { return false }
        let (key, value) = (text[..<mark], text[(mark + 1)...])
        return isKey(key) && (1...256).contains(value.count) && value.allSatisfy(isOfValue)
    }

    /// A system's name, or a tenant's at a system.
    private static func isKey(_ key: ArraySlice<UInt8>) -> Bool {
        guard let at = key.firstIndex(of: UInt8(ascii: "@")) else {
            return (1...256).contains(key.count) && isName(key, mayBeginWithDigit: false)
        }
        let (tenant, system) = (key[..<at], key[(at + 1)...])
        return (1...241).contains(tenant.count) && (1...14).contains(system.count)
            && isName(tenant, mayBeginWithDigit: true) && isName(system, mayBeginWithDigit: false)
    }

    private static func isName(_ name: ArraySlice<UInt8>, mayBeginWithDigit: Bool) -> Bool {
        guard let first = name.first, isLetter(first) || mayBeginWithDigit && isDigit(first) else {
            return false
        }
        return name.allSatisfy { isLetter($0) || isDigit($0) || "_-*/".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isOfValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7f && byte != equals
    }
}
