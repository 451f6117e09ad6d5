// Texts are searched byte for byte. The standard library compares characters, so that a mark behind a word hides it, and
// builds a table first, which takes longer than the short texts here deserve.

extension String {
    /// Whether `part` is somewhere in the text.
    func holds(_ part: some StringProtocol) -> Bool { offset(of: part) != nil }

    /// Where `part` is for the first time; nil when it is nowhere.
    func firstPlace(of part: some StringProtocol) -> Range<String.Index>? {
        guard let offset = offset(of: part) else { return nil }
        let start = utf8.index(startIndex, offsetBy: offset)
        return start..<utf8.index(start, offsetBy: part.utf8.count)
    }

    /// Bytes before the first `part`.
    private func offset(of part: some StringProtocol) -> Int? {
        let found = utf8.withContiguousStorageIfAvailable { text in
            part.utf8.withContiguousStorageIfAvailable { Self.offset(of: $0, in: text) }
        }
        if let found, let offset = found { return offset }
        // A text that lives elsewhere is copied first.
        return Array(utf8).withUnsafeBufferPointer { text in
            Array(part.utf8).withUnsafeBufferPointer { Self.offset(of: $0, in: text) }
        }
    }

    private static func offset(
        of part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        guard let first = part.first else { return 0 }
        guard text.count >= part.count else { return nil }
        for start in 0...text.count - part.count where unsafe text[start] == first {
            var count = 1
            while count < part.count, unsafe text[start + count] == part[count] { count += 1 }
            if count == part.count { return start }
        }
        return nil
    }
}
