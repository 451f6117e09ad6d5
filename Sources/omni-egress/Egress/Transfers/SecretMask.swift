internal import Crypto
// For memchr(3) and memcmp(3), which touch nothing but the bytes they are given.
internal import Glibc

/// Replaces a secret by asterisks, as many as it has bytes, in bytes that come in pieces.
///
/// A provider may repeat the credential it was sent, in an error message for instance. It is looked for as it was sent: a
/// secret that comes back in another form (escaped in JSON, as base64, in other case) is not found. What is handed on in
/// place of occurrences has their length, so a length declared before stays right.
///
/// Bytes at the end of a piece that may begin the secret wait for the next piece. They need no memory: they are the front
/// of the secret. No secret has a line break, so no complete event of a stream ever waits.
///
/// Pure. Copying it and going back to the copy undoes what was fed since.
struct SecretMask {
    /// Bytes that were fed and not handed on: the first ones of the secret, never all.
    private(set) var held = 0
    private let secret: SecretBytes?

    private static let stars: StaticString =
        "****************************************************************"

    /// Looks for `secret`; for nothing when that is nil or empty.
    init(_ secret: SecretBytes?) {
        self.secret = secret.flatMap { $0.count > 0 ? $0 : nil }
    }

    /// Takes the next piece.
    ///
    /// - Parameters:
    ///   - bytes: The piece.
    ///   - take: Gets what can be handed on, in order, in pieces that are not empty. Once it returns false nothing more is
    ///     handed on, and the mask is of no further use.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool
    ) {
        guard let secret else {
            if !bytes.isEmpty { _ = take(bytes) }
            return
        }
        secret.withBytes { feed(bytes, secret: $0, take) }
    }

    /// Lends the bytes that are held, which at the end of a body are what is left to hand on.
    func withHeld<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        guard let secret else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        return secret.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<held])) }
    }

    /// Replaces the secret in a text of its own, whatever is held.
    func hide(in text: inout String) {
        guard let secret, text.utf8.count >= secret.count else { return }
        let masked: String? = text.withUTF8 { text in
            let text = UnsafeRawBufferPointer(text)
            guard secret.withBytes({ Self.first($0, in: text) }) != nil else { return nil }
            var bytes: [UInt8] = []
            var mask = SecretMask(secret)
            mask.feed(text) { piece in
                bytes += piece
                return true
            }
            mask.withHeld { bytes += $0 }
            return String(decoding: bytes, as: UTF8.self)
        }
        if let masked { text = masked }
    }

    private mutating func feed(
        _ bytes: UnsafeRawBufferPointer, secret: UnsafeRawBufferPointer,
        _ take: (UnsafeRawBufferPointer) -> Bool
    ) {
        guard !bytes.isEmpty else { return }
        var rest = bytes
        if held > 0 {
            let dropped = (0..<held).first { Self.goesOn(secret[$0..<held], bytes, secret) } ?? held
            if dropped > 0 {
                guard take(UnsafeRawBufferPointer(rebasing: secret[..<dropped])) else { return }
            }
            held -= dropped
            if held > 0 {
                guard held + bytes.count >= secret.count else { return held += bytes.count }
                guard Self.star(secret.count, take) else { return }
                rest = Self.dropping(secret.count - held, bytes)
                held = 0
            }
        }
        while let found = Self.first(secret, in: rest) {
            if found > 0 {
                guard take(UnsafeRawBufferPointer(rebasing: rest[..<found])) else { return }
            }
            guard Self.star(secret.count, take) else { return }
            rest = Self.dropping(found + secret.count, rest)
        }
        held = Self.beginning(of: secret, atEndOf: rest)
        guard rest.count > held else { return }
        _ = take(UnsafeRawBufferPointer(rebasing: rest[..<(rest.count - held)]))
    }

    /// Whether `held` and then `bytes` are the secret, as far as either goes.
    private static func goesOn(
        _ held: Slice<UnsafeRawBufferPointer>, _ bytes: UnsafeRawBufferPointer,
        _ secret: UnsafeRawBufferPointer
    ) -> Bool {
        let next = dropping(held.count, secret)
        return equal(UnsafeRawBufferPointer(rebasing: held), secret, held.count)
            && equal(bytes, next, min(bytes.count, next.count))
    }

    private static func star(_ count: Int, _ take: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        stars.withUTF8Buffer { stars in
            let stars = UnsafeRawBufferPointer(stars)
            var left = count
            while left > 0 {
                let size = min(left, stars.count)
                guard take(UnsafeRawBufferPointer(rebasing: stars[..<size])) else { return false }
                left -= size
            }
            return true
        }
    }

    private static func dropping(
        _ count: Int, _ bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[count...])
    }

    /// How many bytes at the end of `bytes`, as many as possible, are the front of `secret` but not all of it.
    private static func beginning(
        of secret: UnsafeRawBufferPointer, atEndOf bytes: UnsafeRawBufferPointer
    ) -> Int {
        var end = dropping(max(0, bytes.count - (secret.count - 1)), bytes)
        while let address = end.baseAddress, !end.isEmpty {
            guard let found = memchr(address, CInt(secret[0]), end.count) else { return 0 }
            end = dropping(UnsafeRawPointer(found) - address, end)
            if equal(end, secret, end.count) { return end.count }
            end = dropping(1, end)
        }
        return 0
    }

    /// Where `secret` first begins in `bytes`.
    private static func first(
        _ secret: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer
    ) -> Int? {
        guard let last = secret.last, bytes.count >= secret.count else { return nil }
        // By the last byte: that of a key is random, while the first one is an "s" that words are full of.
        var ends = dropping(secret.count - 1, bytes)
        while let address = ends.baseAddress, let found = memchr(address, CInt(last), ends.count) {
            let start =
                bytes.count - ends.count + (UnsafeRawPointer(found) - address) - (secret.count - 1)
            if equal(dropping(start, bytes), secret, secret.count) { return start }
            ends = dropping(start + secret.count, bytes)
        }
        return nil
    }

    private static func equal(
        _ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer, _ count: Int
    ) -> Bool {
        guard count > 0, let one = one.baseAddress, let other = other.baseAddress else {
            return true
        }
        return memcmp(one, other, count) == 0
    }
}
