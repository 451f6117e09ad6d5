internal import Crypto
internal import IPC

/// Reads the list of client keys; only hashes of the secrets leave it.
struct KeyReader {
    private let problems: Problems
    private let secrets: SecretReader
    private var marks: [String: Mark?] = [:]
    private var namesByHash: [[UInt8]: String] = [:]
    /// The keys, in the order of the file.
    private(set) var keys: [ClientKey] = []
    /// What `budget` of the keys says.
    private(set) var budgets: [Budget] = []

    private static let known =
        ["name"] + SecretReader.fields("secret")
        + ["secret_sha256", "previous_sha256", "previous_until", "uid"] + KeyScopeReader.names
        + ["budget"]

    init(_ problems: Problems, _ secrets: SecretReader) {
        self.problems = problems
        self.secrets = secrets
    }

    /// Reads one key; what is wrong is reported.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a key", known: Self.known, problems) else { return }
        let name = readName(fields)
        let scope = KeyScopeReader(problems: problems)
        var key = scope.read(fields)
        let isIdentified = readIdentity(fields, into: &key)
        if let node = fields.node("budget") {
            budgets += BudgetReader.readShort(node, key: name ?? "", problems)
        }
        guard isIdentified, let name else { return }
        if let other = namesByHash[key.hash] {
            let what = key.uid == nil ? "secret" : "user"
            return problems.add(
                fields.mark, "the keys `\(other)` and `\(name)` have the same \(what)")
        }
        namesByHash[key.hash] = name
        // Without a time: the file does not say when a key was made, and route keeps when it first saw it.
        key.id = "k-" + name
        key.name = name
        keys.append(key)
    }

    private mutating func readName(_ fields: Fields) -> String? {
        guard let name = fields.requiredText("name", "a key") else { return nil }
        guard NameRule.allows(name) else {
            problems.add(fields.valueMark(of: "name"), "`name` \(NameRule.text)")
            return nil
        }
        if let first = marks[name] {
            let line = first?.asFirst ?? ""
            problems.add(fields.valueMark(of: "name"), "there are two keys named `\(name)`\(line)")
            return nil
        }
        marks[name] = .some(fields.valueMark(of: "name"))
        return name
    }

    /// Reads who shows the key: whoever has the secret, or a user of this machine; false after a report.
    private func readIdentity(_ fields: Fields, into key: inout ClientKey) -> Bool {
        let given = SecretReader.fields("secret").first { fields.has($0) }
        let ways = [given, "secret_sha256", "uid"].compactMap(\.self).filter(fields.has)
        guard ways.count < 2 else {
            problems.add(
                fields.mark(of: ways[1]), "`\(ways[0])` and `\(ways[1])` are given; only one may be"
            )
            return false
        }
        if fields.has("uid") { return readUser(fields, into: &key) }
        let isPreviousRead = readPrevious(fields, into: &key)
        if fields.has("secret_sha256") {
            guard let hash = readHash("secret_sha256", fields) else { return false }
            key.hash = hash
        } else {
            guard let secret = readSecret(fields, given) else { return false }
            key.hash = Crypto.sha256(secret)
        }
        return isPreviousRead
    }

    private func readUser(_ fields: Fields, into key: inout ClientKey) -> Bool {
        for name in ["previous_sha256", "previous_until"] where fields.has(name) {
            problems.add(fields.mark(of: name), "`\(name)` is for keys with a secret only")
            return false
        }
        guard let uid = fields.integer("uid", in: Limits.userID) else { return false }
        key.uid = UInt32(uid)
        key.hash = Crypto.sha256("uid:\(uid)")
        return true
    }

    /// Reads the secret that is accepted for a while beside the present one; false after a report.
    private func readPrevious(_ fields: Fields, into key: inout ClientKey) -> Bool {
        guard fields.has("previous_sha256") || fields.has("previous_until") else { return true }
        guard fields.has("previous_sha256"), fields.has("previous_until") else {
            problems.add(
                fields.mark, "`previous_sha256` and `previous_until` must be given together")
            return false
        }
        guard let hash = readHash("previous_sha256", fields),
            let text = fields.textOrDate("previous_until")
        else { return false }
        guard let moment = Timestamp.microseconds(text) else {
            problems.add(
                fields.valueMark(of: "previous_until"), "`previous_until` \(Timestamp.text)")
            return false
        }
        key.previousHash = hash
        key.previousUntilUnixUs = moment
        return true
    }

    /// A hash; nil after a report.
    private func readHash(_ name: String, _ fields: Fields) -> [UInt8]? {
        guard let text = fields.text(name) else { return nil }
        if text.utf8.count == 2 * Crypto.sha256Bytes, let hash = Crypto.bytes(hex: text) {
            return hash
        }
        problems.add(
            fields.valueMark(of: name),
            "`\(name)` must be the SHA-256 of a secret, 64 hexadecimal digits")
        return nil
    }

    private func readSecret(_ fields: Fields, _ given: String?) -> String? {
        guard let given else {
            problems.add(
                fields.mark,
                "a key needs one of the fields `secret`, `secret_env`, `secret_file`, `secret_sha256`, `uid`"
            )
            return nil
        }
        guard !secrets.keeps("secret", in: fields) else {
            problems.add(
                fields.valueMark(of: given),
                "`secret` must be text; a key is kept as `secret_sha256`")
            return nil
        }
        guard let secret = secrets.read("secret", in: fields) else { return nil }
        let allowed = Limits.clientKeyCharacters
        guard allowed.contains(secret.utf8.count) else {
            problems.add(
                fields.valueMark(of: given),
                "the secret of a key has \(allowed.lowerBound) to \(allowed.upperBound) characters"
            )
            return nil
        }
        return secret
    }
}
