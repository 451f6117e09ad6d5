/// What a body begins with, told from its first bytes.
///
/// Content types lie, and so does what was asked for (pitfall 44).
enum StreamStart: Equatable {
    /// Not enough has come.
    case unknown
    /// An object or array that may well be the whole answer.
    case json
    /// A page for browsers.
    case page
    case other

    /// The start of `bytes`, which begin with neither blanks nor a byte order mark.
    ///
    /// `framing` tells lines of JSON from JSON over several lines: the latter breaks behind its first bracket.
    static func of(_ bytes: RawSpan, _ framing: Framing) -> StreamStart {
        bytes.withUnsafeBytes { buffer in
            guard let first = unsafe buffer.first else { return .unknown }
            let isBracket = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
            switch framing {
            // The first byte of a message's length: no message is two gigabytes long.
            case .amazon: return isBracket ? .json : .other
            case .events:
                if first == UInt8(ascii: "<") { return .page }
                return isBracket ? .json : .other
            case .lines:
                guard isBracket else { return .other }
                let next = unsafe buffer.dropFirst().first { $0 != 0x20 && $0 != 0x09 }
                guard let next else { return .unknown }
                return next == 0x0a || next == 0x0d ? .json : .other
            }
        }
    }

    /// How many bytes at the start of a body say nothing: blanks and a byte order mark.
    static func blanks(_ bytes: RawSpan) -> Int {
        bytes.withUnsafeBytes { buffer in
            unsafe buffer.firstIndex { !isBlank($0) } ?? buffer.count
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d, 0xEF, 0xBB, 0xBF: true
        default: false
        }
    }
}
