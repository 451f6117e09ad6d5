package import NIOCore

/// A request line and its header fields.
package struct RequestHead: Sendable {
    /// The method as written, such as `POST`.
    package let method: String

    /// The request target as written, query included.
    package let target: String

    /// The version's minor number; the major one is 1.
    package let minorVersion: Int

    /// The head as received, from the request line to the empty line.
    package let raw: ByteBuffer

    /// Whether the connection may carry another request.
    package internal(set) var keepAlive: Bool

    /// `content-length`; nil without one.
    package internal(set) var contentLength: Int?

    /// Whether the body is chunked.
    package internal(set) var isChunked = false

    /// Whether the client waits for `100 Continue`.
    package internal(set) var expectsContinue = false

    /// The value of `authorization`; nil without one.
    package internal(set) var authorization: String?

    /// The same head with its bytes elsewhere.
    init(_ head: RequestHead, raw: ByteBuffer) {
        method = head.method
        target = head.target
        minorVersion = head.minorVersion
        self.raw = raw
        keepAlive = head.keepAlive
        contentLength = head.contentLength
        isChunked = head.isChunked
        expectsContinue = head.expectsContinue
        authorization = head.authorization
    }

    /// The target up to its query.
    package var path: Substring {
        target.prefix { $0 != "?" }
    }

    /// The target's query, decoded, in its order.
    package var query: [(name: String, value: String)] {
        target[path.endIndex...].dropFirst().split(separator: "&").map { item in
            let parts = item.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentCoding.decode(parts[0]),
                parts.count == 2 ? PercentCoding.decode(parts[1]) : ""
            )
        }
    }

    /// The values of a header field, joined by commas; nil without one.
    ///
    /// - Parameter name: In lower case.
    /// - Returns: The value, or nil.
    func field(_ name: StaticString) -> String? {
        var found: String?
        var lines = HeadLines(raw)
        _ = lines.next()  // The request line.
        while let line = lines.next() {
            guard let field = lines.field(in: line), lines.matches(field.name, name) else {
                continue
            }
            let value = lines.text(field.value)
            found = found.map { "\($0),\(value)" } ?? value
        }
        return found
    }

    /// The header fields in their order, names as written.
    package var fields: [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var lines = HeadLines(raw)
        _ = lines.next()  // The request line.
        while let line = lines.next() {
            guard let field = lines.field(in: line) else { continue }
            found.append((lines.text(field.name), lines.text(field.value)))
        }
        return found
    }
}
