internal import Crypto
internal import IPC
internal import Yams

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
        ["name"] + SecretReader.fields("secret") + ["uid"] + KeyScopeReader.names + ["budget"]

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
            let line = first.map { "; the first is in line \($0.line)" } ?? ""
            problems.add(fields.valueMark(of: "name"), "there are two keys named `\(name)`\(line)")
            return nil
        }
        marks[name] = .some(fields.valueMark(of: "name"))
        return name
    }

    /// Reads who shows the key: whoever has the secret, or a user of this machine; false after a report.
    private func readIdentity(_ fields: Fields, into key: inout ClientKey) -> Bool {
        let given = SecretReader.fields("secret").first { fields.has($0) }
        guard fields.has("uid") else {
            guard let secret = readSecret(fields, given) else { return false }
            key.hash = Crypto.sha256(secret)
            return true
        }
        if let given {
            problems.add(
                fields.mark(of: "uid"), "`\(given)` and `uid` are given; only one may be")
            return false
        }
        guard let uid = fields.integer("uid", in: Limits.userID) else { return false }
        key.uid = UInt32(uid)
        key.hash = Crypto.sha256("uid:\(uid)")
        return true
    }

    private func readSecret(_ fields: Fields, _ given: String?) -> String? {
        guard let given else {
            problems.add(
                fields.mark, "a key needs one of the fields `secret`, `secret_env`, `secret_file`")
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
