/// The string headers of a message of an AWS event stream.
enum AWSEventHeaders {
    /// The bytes of a value of a type of fixed length, by type number.
    private static let widths: [UInt8: Int] = [0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16]

    static func read(_ bytes: ArraySlice<UInt8>) -> [String: String] {
        var rest = bytes
        var headers: [String: String] = [:]
        while let nameLength = rest.popFirst(), rest.count > nameLength {
            let name = String(decoding: rest.prefix(Int(nameLength)), as: UTF8.self)
            rest = rest.dropFirst(Int(nameLength))
            guard let type = rest.popFirst() else { break }
            if let width = widths[type] {
                rest = rest.dropFirst(width)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst() else { break }
            let length = Int(high) << 8 | Int(low)
            if type == 7 { headers[name] = String(decoding: rest.prefix(length), as: UTF8.self) }
            rest = rest.dropFirst(length)
        }
        return headers
    }
}
