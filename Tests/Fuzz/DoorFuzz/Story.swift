@testable import Ingress

/// What the readers made of the bytes of one connection.
struct Story: Equatable {
    /// One request.
    struct Request: Equatable {
        var rawHead: [UInt8]
        var head: ParsedHead
        /// The body with its framing, once it is complete.
        var rawBody: [UInt8] = []
        var body: [UInt8] = []
        var isComplete = false
    }

    var requests: [Request] = []
    var fault: HTTPFault?

    /// Reads as a connection does: the head from all that is unread, the body piece by piece.
    init(_ bytes: [UInt8], piece: Int, limit: UInt64) {
        do throws(HTTPFault) {
            try read(bytes, piece: max(1, piece), limit: limit)
        } catch {
            fault = error
        }
    }

    private mutating func read(
        _ bytes: [UInt8], piece: Int, limit: UInt64
    ) throws(HTTPFault) {
        var parser = HeadParser()
        var reader: BodyReader?
        var bodyStart = 0
        var start = 0
        var end = 0
        while end < bytes.count {
            end = min(bytes.count, end + piece)
            while start < end {
                if reader == nil {
                    let unread = bytes.span.bytes.extracting(start..<end)
                    guard let head = try parser.parse(unread) else { break }
                    let raw = Array(bytes[start..<start + head.length])
                    requests.append(Request(rawHead: raw, head: head))
                    start += head.length
                    bodyStart = start
                    parser.reset()
                    if case .length(let length) = head.framing, length > limit {
                        throw .bodyTooLong
                    }
                    reader = BodyReader(head.framing, limit: limit)
                }
                try readBody(&reader, bytes, &start, end)
                guard reader?.isComplete == true else { break }
                reader = nil
                let last = requests.count - 1
                requests[last].rawBody = Array(bytes[bodyStart..<start])
                requests[last].isComplete = true
                guard requests[last].head.keepsAlive else { return }
            }
        }
    }

    private mutating func readBody(
        _ reader: inout BodyReader?, _ bytes: [UInt8], _ start: inout Int, _ end: Int
    ) throws(HTTPFault) {
        let span = bytes.span.bytes.extracting(0..<end)
        while start < end, reader?.isComplete == false {
            guard let piece = try reader?.read(span, from: start) else { return }
            demand(piece.next > start, "nothing was read")
            requests[requests.count - 1].body += bytes[piece.data]
            start = piece.next
        }
    }
}
