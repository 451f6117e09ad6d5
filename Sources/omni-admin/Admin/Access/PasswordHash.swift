internal import Crypto

/// A password as it is kept: something that guesses can be compared with, at a price.
struct PasswordHash: Equatable {
    /// Random bytes of this one.
    let salt: [UInt8]
    /// What scrypt makes of the password.
    let hash: [UInt8]
    /// What that cost.
    let cost: ScryptCost

    private static let saltBytes = 16
    private static let hashBytes = 32

    /// What is in the store.
    init(salt: [UInt8], hash: [UInt8], cost: ScryptCost) {
        self.salt = salt
        self.hash = hash
        self.cost = cost
    }

    /// Makes one of a new password; nil when the cost is none that scrypt takes.
    ///
    /// - Parameters:
    ///   - password: UTF-8, of a length that was checked.
    ///   - cost: How dear a guess will be.
    ///   - random: Gives random bytes.
    init?(of password: String, cost: ScryptCost = .password, random: (Int) -> [UInt8]) {
        let salt = random(Self.saltBytes)
        var bytes = Array(password.utf8)
        defer { Crypto.wipe(&bytes) }
        guard
            let hash = Crypto.scrypt(
                bytes.span.bytes, salt: salt, cost: cost, count: Self.hashBytes)
        else { return nil }
        self.init(salt: salt, hash: hash, cost: cost)
    }

    /// Whether a password is this one; the time it takes tells nothing about how close it is.
    func matches(_ password: String) -> Bool {
        guard Limits.passwordBytes.contains(password.utf8.count) else { return false }
        var bytes = Array(password.utf8)
        defer { Crypto.wipe(&bytes) }
        guard
            let made = Crypto.scrypt(bytes.span.bytes, salt: salt, cost: cost, count: hash.count)
        else { return false }
        return Crypto.constantTimeEqual(made, hash)
    }
}
