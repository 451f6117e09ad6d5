internal import JSON

/// A picture, a recording or a document that stands in a request or an answer as base64.
enum EncodedMedia {
    case picture
    case sound
    case document

    /// Shorter strings count as text: what they may be is worth no search.
    static let leastBytes = 1_024

    /// What the bytes between the quotes of a string hold, at least `leastBytes` of them; nil for text.
    static func kind(of content: RawSpan) -> EncodedMedia? {
        let start = content.extracting(..<Swift.min(content.byteCount, 128)).copied
        // JSON may write "\/" for a slash.
        let head = String(decoding: start, as: UTF8.self).filter { $0 != "\\" }
        guard DataURI.isDataURI(head) else {
            guard content.looksEncoded else { return nil }
            return DataURI.sniffed(base64: head).map(Self.init(mediaType:))
        }
        guard let comma = head.firstIndex(of: ","),
            head[..<comma].lowercased().hasSuffix(";base64"),
            let data = start.firstIndex(of: UInt8(ascii: ",")),
            content.extracting((data + 1)...).looksEncoded
        else { return nil }
        let type = head[..<comma].dropFirst(5).lowercased()
        // Text is text, in base64 too.
        return type.hasPrefix("text/") ? nil : Self(mediaType: type)
    }

    private init(mediaType: String) {
        let family = mediaType.prefix { $0 != "/" }
        self =
            switch family {
            case "image": .picture
            case "audio", "video": .sound
            default: .document
            }
    }
}

extension RawSpan {
    /// A sample of bytes, all of which may stand in base64: prose has a blank or a point among so many.
    fileprivate var looksEncoded: Bool {
        let step = Swift.max(1, byteCount / 256)
        return withUnsafeBytes { bytes in
            for place in stride(from: 0, to: bytes.count, by: step) {
                guard unsafe Self.isEncoding(bytes[place]) else { return false }
            }
            return true
        }
    }

    /// Letters of both alphabets of base64; slashes may be escaped.
    private static func isEncoding(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "\\"):
            true
        default: false
        }
    }
}
