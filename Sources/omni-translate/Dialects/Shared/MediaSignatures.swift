/// What media types look like: the first bytes of a file, and the end of its name.
package enum MediaSignatures {
    /// The media type that a file's first bytes show; nil when unknown.
    package static func mediaType(_ head: [UInt8]) -> String? {
        for row in signatures where row.matches(head) { return row.mediaType }
        return isMPEGAudio(head) ? "audio/mpeg" : nil
    }

    /// The media type of a file name's suffix, in lower case without its dot; nil when unknown.
    package static func mediaType(suffix: String) -> String? { suffixes[suffix] }

    /// The usual suffix of a media type; nil when unknown.
    package static func suffix(mediaType: String) -> String? {
        preferredSuffixes[mediaType]
    }

    private struct Signature {
        let mediaType: String
        let offset: Int
        let bytes: [UInt8]
        var second: (offset: Int, bytes: [UInt8])?

        init(_ mediaType: String, _ text: String, at offset: Int = 0) {
            self.init(mediaType, bytes: Array(text.utf8), at: offset)
        }

        init(_ mediaType: String, bytes: [UInt8], at offset: Int = 0) {
            self.mediaType = mediaType
            self.offset = offset
            self.bytes = bytes
        }

        init(_ mediaType: String, _ text: String, then second: String, at offset: Int) {
            self.init(mediaType, text)
            self.second = (offset, Array(second.utf8))
        }

        func matches(_ head: [UInt8]) -> Bool {
            guard head.dropFirst(offset).starts(with: bytes) else { return false }
            guard let second else { return true }
            return head.dropFirst(second.offset).starts(with: second.bytes)
        }
    }

    /// The first that matches counts.
    private static let signatures: [Signature] = [
        Signature("image/png", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        Signature("image/jpeg", bytes: [0xff, 0xd8, 0xff]),
        Signature("image/gif", "GIF87a"),
        Signature("image/gif", "GIF89a"),
        Signature("image/webp", "RIFF", then: "WEBP", at: 8),
        Signature("application/pdf", "%PDF-"),
        Signature("audio/wav", "RIFF", then: "WAVE", at: 8),
        Signature("audio/mpeg", "ID3"),
        Signature("audio/flac", "fLaC"),
        Signature("audio/ogg", "OggS"),
        Signature("audio/aiff", "FORM", then: "AIFF", at: 8),
        Signature("image/heic", "ftypheic", at: 4),
        Signature("image/heic", "ftypheix", at: 4),
        Signature("image/heif", "ftypmif1", at: 4),
        Signature("image/avif", "ftypavif", at: 4),
        Signature("audio/mp4", "ftypM4A ", at: 4),
        Signature("video/quicktime", "ftypqt  ", at: 4),
        Signature("video/mp4", "ftyp", at: 4),
        Signature("video/webm", bytes: [0x1a, 0x45, 0xdf, 0xa3]),
        Signature("image/tiff", bytes: [0x49, 0x49, 0x2a, 0x00]),
        Signature("image/tiff", bytes: [0x4d, 0x4d, 0x00, 0x2a]),
        Signature("image/bmp", "BM"),
    ]

    /// The frame header of MPEG audio: eleven bits set, then layer; layer 0 is AAC in ADTS.
    private static func isMPEGAudio(_ head: [UInt8]) -> Bool {
        head.count >= 2 && head[0] == 0xff && head[1] & 0xe0 == 0xe0 && head[1] & 0x06 != 0
    }

    private static let suffixes: [String: String] = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
        "webp": "image/webp", "heic": "image/heic", "heif": "image/heif", "avif": "image/avif",
        "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "svg": "image/svg+xml",
        "pdf": "application/pdf", "txt": "text/plain", "md": "text/markdown",
        "html": "text/html", "htm": "text/html", "csv": "text/csv", "xml": "text/xml",
        "json": "application/json", "rtf": "text/rtf", "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "wav": "audio/wav", "mp3": "audio/mpeg", "flac": "audio/flac", "ogg": "audio/ogg",
        "opus": "audio/ogg", "m4a": "audio/mp4", "aac": "audio/aac", "aiff": "audio/aiff",
        "mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "mpeg": "video/mpeg",
        "mpg": "video/mpeg", "avi": "video/x-msvideo", "mkv": "video/x-matroska",
        "py": "text/x-python", "js": "text/javascript", "css": "text/css",
    ]

    private static let preferredSuffixes: [String: String] = {
        var names: [String: String] = [:]
        // Sorted, so that the same one of several wins each time.
        for (suffix, type) in suffixes.sorted(by: { $0.key < $1.key })
        where names[type] == nil || preferred.contains(suffix) {
            names[type] = suffix
        }
        return names
    }()

    private static let preferred: Set<String> = ["jpg", "html", "ogg", "tiff", "mpeg"]
}
