/// Goes once through a text and finds what is to be hidden in it.
struct RedactionScanner {
    private let bytes: [UInt8]
    private let isCut: Bool
    private var next = 0
    /// What is hidden, in order, and how much of it.
    private var hidden: [(range: Range<Int>, mark: [UInt8])] = []

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    /// Bytes of a name and password before the host of a URL that are looked at.
    private static let longestLogin = 256

    init(_ bytes: [UInt8], isCut: Bool) {
        self.bytes = bytes
        self.isCut = isCut
    }

    /// The text without what is hidden.
    mutating func run() -> [UInt8] {
        while next < bytes.count { step() }
        guard !hidden.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var start = 0
        for (range, mark) in hidden {
            result += bytes[start..<range.lowerBound]
            result += mark
            start = range.upperBound
        }
        return result + bytes[start...]
    }

    /// Looks at what begins at `next` and goes on behind it.
    private mutating func step() {
        let byte = bytes[next]
        if Self.isLetterOrDigit(byte) { return word() }
        switch byte {
        case Self.quote: if !member(depth: 0) { next += 1 }
        case Self.backslash: escape()
        case UInt8(ascii: "-"): if !privateKey() { next += 1 }
        case UInt8(ascii: ":"): if !login() { next += 1 }
        case UInt8(ascii: "%"): percentCode()
        default: next += 1
        }
    }

    private mutating func hide(_ range: Range<Int>, _ mark: [UInt8] = Redaction.mark) {
        hidden.append((range, mark))
        next = range.upperBound
    }

    // MARK: Words

    private mutating func word() {
        let start = next
        let end = run(from: start, while: Self.isOfWord)
        if key(from: start) || webToken(from: start) || laterKey(start..<end) { return }
        next = end
        guard end - start <= SecretForms.longestName, end < bytes.count else { return }
        if credentials(start..<end) { return }
        if SecretForms.isSecret(name: bytes[start..<end]) { value(of: start..<end) }
    }

    /// A key that its first bytes give away.
    private mutating func key(from start: Int) -> Bool {
        for key in SecretForms.keys[Int(bytes[start])] where has(key.prefix, at: start) {
            let end = tokenEnd(from: start)
            if isCut, end == bytes.count, end - start > key.prefix.count {
                hide(start..<end)
                return true
            }
            guard end - start >= key.bytes else { continue }
            let isKey =
                !key.hasDigit || end - start >= SecretForms.longKey
                || bytes[start..<end].contains(where: Self.isDigit)
            guard isKey else { continue }
            hide(start..<end)
            return true
        }
        return false
    }

    /// A key behind a joint of the word, as in "my_sk-…".
    private mutating func laterKey(_ word: Range<Int>) -> Bool {
        for joint in word.dropFirst() where Self.isJoint(bytes[joint - 1]) {
            if key(from: joint) { return true }
        }
        return false
    }

    /// A JSON web token (RFC 7519): three parts, the first of which begins with an object.
    private mutating func webToken(from start: Int) -> Bool {
        guard has(Self.objectStart, at: start) else { return false }
        let end = tokenEnd(from: start)
        let dots = bytes[start..<end].count { $0 == UInt8(ascii: ".") }
        guard dots >= 2 && end - start >= 30 || isCut && end == bytes.count else { return false }
        hide(start..<end)
        return true
    }

    /// What follows "Bearer" or "Basic" (RFC 6750, RFC 7617).
    private mutating func credentials(_ word: Range<Int>) -> Bool {
        let isBearer = matches(word, Self.bearer)
        guard isBearer || matches(word, Self.basic) else { return false }
        let start = run(from: word.upperBound) { $0 == 0x20 }
        guard start > word.upperBound else { return false }
        let end = run(from: start, while: Self.isOfCredentials)
        let isSecret =
            isBearer
            ? end - start >= 8
            : end - start >= 12
                && bytes[start..<end].contains { Self.isDigit($0) || $0 == UInt8(ascii: "=") }
        guard isSecret || isCut && end == bytes.count && end > start else { return false }
        hide(start..<end)
        return true
    }

    /// A parameter, a setting or a header: "api_key=…", "password = '…'", "X-Api-Key: …", "--password …", "<password>…".
    private mutating func value(of name: Range<Int>) {
        guard let start = valueStart(of: name) else { return }
        let slashes = run(from: start) { $0 == Self.backslash } - start
        if start + slashes < bytes.count, Self.isQuote(bytes[start + slashes]) {
            return quotedValue(at: start + slashes + 1, slashes)
        }
        // An escape is what comes next, and no value.
        guard slashes == 0 else { return }
        let isHeader = matches(name, Self.authorization)
        var end = run(from: start) { isHeader && $0 == 0x20 || !Self.endsValue($0) }
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        guard end - start >= 4 || isCut && end == bytes.count && end > start else { return }
        hide(start..<end)
    }

    /// Where the value of a name begins, its quote included; nil where none follows.
    private func valueStart(of name: Range<Int>) -> Int? {
        let before = name.lowerBound > 0 ? bytes[name.lowerBound - 1] : 0
        // Names of JSON, in other quotes, are looked at as members.
        let isQuoted = before == UInt8(ascii: "'") && bytes[name.upperBound] == before
        let joint = run(from: name.upperBound + (isQuoted ? 1 : 0), while: Self.isGap)
        guard joint < bytes.count else { return nil }
        switch bytes[joint] {
        case UInt8(ascii: "="), UInt8(ascii: ":"):
            // Two letters are one sign in some languages: ":=", "=>".
            let sign = run(from: joint, atMost: 2) { "=:>".utf8.contains($0) }
            return run(from: sign, while: Self.isGap)
        case UInt8(ascii: ">") where joint == name.upperBound && before == UInt8(ascii: "<"):
            return joint + 1
        default:
            return joint > name.upperBound && before == UInt8(ascii: "-") ? joint : nil
        }
    }

    /// Hides all between quotes; `slashes` backslashes stand before them.
    private mutating func quotedValue(at start: Int, _ slashes: Int) {
        let behind = run(from: start, while: Self.isBlank)
        guard behind < bytes.count, !Self.followsText(bytes[behind]) else { return }
        let quote = bytes[start - 1]
        var end = start
        while end < bytes.count, bytes[end] != 0x0a {
            if bytes[end] == quote || bytes[end] == Self.quote {
                let depth = min(end - run(backFrom: end), end - start)
                // Quotes with fewer backslashes, and those of JSON around others, end the text in which the value stands.
                if depth <= slashes || bytes[end] != quote {
                    end -= depth
                    break
                }
            }
            end += 1
        }
        guard end > start else { return }
        hide(start..<end)
    }

    /// Where the backslashes begin that stand before a place.
    private func run(backFrom end: Int) -> Int {
        var start = end
        while start > 0, bytes[start - 1] == Self.backslash { start -= 1 }
        return start
    }

    // MARK: JSON

    /// Escapes: a letter after one belongs to it, and quotes may be those of JSON within a string.
    private mutating func escape() {
        let end = run(from: next) { $0 == Self.backslash }
        let depth = end - next
        next = end
        guard end < bytes.count else { return }
        switch bytes[end] {
        case Self.quote: if !member(depth: depth) { next += 1 }
        case UInt8(ascii: "u"): next = min(end + 5, bytes.count)
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"),
            UInt8(ascii: "f"):
            next += 1
        default: break
        }
    }

    /// A member whose name says that its value is a secret; `depth` backslashes stand before its quotes.
    private mutating func member(depth: Int) -> Bool {
        let start = next + 1
        let end = run(from: start, while: Self.isOfWord)
        guard end > start, end - start <= SecretForms.longestName,
            let behind = quoteEnd(at: end, depth)
        else { return false }
        let colon = run(from: behind, while: Self.isBlank)
        guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":"),
            SecretForms.isSecret(name: bytes[start..<end])
        else { return false }
        let value = run(from: colon + 1, while: Self.isBlank)
        guard value < bytes.count else { return false }
        return hideValue(at: value, name: bytes[start..<end], depth)
    }

    private mutating func hideValue(
        at start: Int, name: ArraySlice<UInt8>, _ depth: Int
    ) -> Bool {
        if let inside = quoteEnd(at: start, depth) {
            let end = stringEnd(from: inside, depth)
            if end > inside { hide(inside..<end) }
            next = min(end + depth + 1, bytes.count)
            return true
        }
        switch bytes[start] {
        case UInt8(ascii: "["): break
        case UInt8(ascii: "{"): guard SecretForms.isSecretObject(name: name) else { return false }
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            hide(start..<run(from: start + 1, while: Self.isOfNumber), quoted(depth))
            return true
        default: return false
        }
        hide(start..<structureEnd(from: start, depth), quoted(depth))
        return true
    }

    private func quoted(_ depth: Int) -> [UInt8] {
        let quote = [UInt8](repeating: Self.backslash, count: depth) + [Self.quote]
        return quote + Redaction.mark + quote
    }

    /// Where what follows a quote begins; nil where there is none.
    private func quoteEnd(at start: Int, _ depth: Int) -> Int? {
        let end = start + depth
        guard end < bytes.count, bytes[end] == Self.quote,
            bytes[start..<end].allSatisfy({ $0 == Self.backslash })
        else { return nil }
        return end + 1
    }

    /// Where a string ends that is opened already, before the backslashes of its quote.
    ///
    /// Within, backslashes come in pairs at the first level, in fours at the second, and so on.
    private func stringEnd(from start: Int, _ depth: Int) -> Int {
        var at = start
        var slashes = 0
        while at < bytes.count {
            if bytes[at] == Self.quote, slashes % (2 * (depth + 1)) == depth { return at - depth }
            slashes = bytes[at] == Self.backslash ? slashes + 1 : 0
            at += 1
        }
        return bytes.count
    }

    /// Where an object or array ends that begins here.
    private func structureEnd(from start: Int, _ depth: Int) -> Int {
        var at = start
        var level = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "["), UInt8(ascii: "{"): level += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                level -= 1
                if level == 0 { return at + 1 }
            case Self.quote: at = min(stringEnd(from: at + 1, depth) + depth, bytes.count - 1)
            default: break
            }
            at += 1
        }
        return bytes.count
    }

    // MARK: Other forms

    /// A private key (RFC 7468), also one whose line ends are escaped.
    private mutating func privateKey() -> Bool {
        guard has(Self.begin, at: next) else { return false }
        let label = next + Self.begin.count
        let title = bytes[label..<min(label + 64, bytes.count)]
        guard let dashes = Self.first(Self.dashes, in: title),
            Self.first(Self.privateWord, in: bytes[label..<dashes]) != nil
        else { return false }
        let start = dashes + Self.dashes.count
        hide(start..<(Self.first(Self.end, in: bytes[start...]) ?? bytes.count))
        // Or the end would be looked at as the beginning of another.
        next = min(next + Self.end.count, bytes.count)
        return true
    }

    /// The password of "scheme://name:password@host".
    private mutating func login() -> Bool {
        guard has(Self.authority, at: next) else { return false }
        let start = next + Self.authority.count
        let end = run(from: start, atMost: Self.longestLogin) { !Self.endsLogin($0) }
        let login = bytes[start..<end]
        guard let colon = login.firstIndex(of: UInt8(ascii: ":")), colon + 1 < end else {
            return token(start..<end)
        }
        // A cut one may as well be a host with its port.
        let isWhole = end < bytes.count && bytes[end] == UInt8(ascii: "@")
        let isBegun =
            isCut && end == bytes.count && !bytes[colon + 1..<end].allSatisfy(Self.isDigit)
        guard isWhole || isBegun else { return false }
        hide(colon + 1..<end)
        return true
    }

    /// "scheme://token@host": a name is shorter, or has no digits.
    private mutating func token(_ login: Range<Int>) -> Bool {
        guard login.count >= 16, login.upperBound < bytes.count,
            bytes[login.upperBound] == UInt8(ascii: "@"), bytes[login].contains(where: Self.isDigit)
        else { return false }
        hide(login)
        return true
    }

    /// A letter's number in a URL: what follows is a word of its own.
    private mutating func percentCode() {
        let code = bytes[min(next + 1, bytes.count)..<min(next + 3, bytes.count)]
        next += code.count == 2 && code.allSatisfy(Self.isHexadecimal) ? 3 : 1
    }

    // MARK: Bytes

    private func run(
        from start: Int, atMost limit: Int = .max, while isPart: (UInt8) -> Bool
    ) -> Int {
        var end = start
        while end < bytes.count, end - start < limit, isPart(bytes[end]) { end += 1 }
        return end
    }

    /// Where a token ends: dots are part of it where it goes on behind them.
    private func tokenEnd(from start: Int) -> Int {
        var end = run(from: start, while: Self.isOfWord)
        while end + 1 < bytes.count, bytes[end] == UInt8(ascii: "."), Self.isOfWord(bytes[end + 1])
        {
            end = run(from: end + 1, while: Self.isOfWord)
        }
        return end
    }

    private func has(_ text: [UInt8], at start: Int) -> Bool {
        bytes.count - start >= text.count && bytes[start..<start + text.count].elementsEqual(text)
    }

    /// Whether a word is `text`, which is given in lower case.
    private func matches(_ word: Range<Int>, _ text: [UInt8]) -> Bool {
        word.count == text.count && zip(bytes[word], text).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func first(_ text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var at = bytes.startIndex
        while bytes.endIndex - at >= text.count {
            if bytes[at] == text[0], bytes[at..<at + text.count].elementsEqual(text) { return at }
            at += 1
        }
        return nil
    }

    private static let objectStart = Array("eyJ".utf8)
    private static let bearer = Array("bearer".utf8)
    private static let basic = Array("basic".utf8)
    private static let authorization = Array("authorization".utf8)
    private static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)
    private static let dashes = Array("-----".utf8)
    private static let privateWord = Array("PRIVATE KEY".utf8)
    private static let authority = Array("://".utf8)

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- 0x61 < 26
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || ".+-".utf8.contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- 0x61 < 6
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func isOfCredentials(_ byte: UInt8) -> Bool {
        isOfWord(byte) || "._~+/=".utf8.contains(byte)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }

    /// Between a name, its sign and its value.
    private static func isGap(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    /// What stands behind the end of a text in JSON: the quote before it opened no value.
    private static func followsText(_ byte: UInt8) -> Bool {
        byte == 0x0a || byte == backslash || ",:}]".utf8.contains(byte)
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == quote || byte == UInt8(ascii: "'")
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        isBlank(byte) || isQuote(byte) || byte == backslash || "&,;)}<".utf8.contains(byte)
    }

    private static func endsLogin(_ byte: UInt8) -> Bool {
        isBlank(byte) || isQuote(byte) || byte == backslash || "/@?#<>".utf8.contains(byte)
    }
}
