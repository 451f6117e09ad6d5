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

    private static let known = ["name"] + SecretReader.fields("secret")

    init(_ problems: Problems, _ secrets: SecretReader) {
        self.problems = problems
        self.secrets = secrets
    }

    /// Reads one key; what is wrong is reported.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a key", known: Self.known, problems) else { return }
        let name = readName(fields)
        guard let secret = readSecret(fields), let name else { return }
        let hash = Crypto.sha256(secret)
        if let other = namesByHash[hash] {
            return problems.add(
                fields.mark, "the keys `\(other)` and `\(name)` have the same secret")
        }
        namesByHash[hash] = name
        // Without a time: the file does not say when a key was made, and route keeps when it first saw it.
        keys.append(ClientKey(id: "k-" + name, name: name, hash: hash))
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

    private func readSecret(_ fields: Fields) -> String? {
        let given = SecretReader.fields("secret").first { fields.has($0) }
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
