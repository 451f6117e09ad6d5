/// How secrets look, and what they are called.
enum SecretForms {
    /// A key by its beginning.
    struct Key {
        let prefix: [UInt8]
        /// Bytes that it has at least; shorter ones are words.
        let bytes: Int
        /// Longer words begin like it, but have no digit.
        let hasDigit: Bool

        init(_ prefix: String, _ bytes: Int, hasDigit: Bool = false) {
            self.prefix = Array(prefix.utf8)
            self.bytes = bytes
            self.hasDigit = hasDigit
        }
    }

    /// From so many bytes on a key needs no digit to be one.
    static let longKey = 40
    /// Bytes of a name that is looked at.
    static let longestName = 48

    /// Keys, by their first byte.
    static let keys: [[Key]] = {
        var table = [[Key]](repeating: [], count: 256)
        for key in all { table[Int(key.prefix[0])].append(key) }
        return table
    }()

    private static let all = [
        // OpenAI, Anthropic ("sk-ant-"), OpenRouter ("sk-or-"), many others, and clients of this gateway ("sk-omni-").
        Key("sk-", 16, hasDigit: true), Key("pk-", 16, hasDigit: true),
        Key("rk-", 16, hasDigit: true), Key("omni_mgmt_", 16),
        Key("sk_live_", 16), Key("sk_test_", 16), Key("rk_live_", 16),
        Key("AIza", 30), Key("ya29.", 20), Key("GOCSPX-", 20),
        Key("ghp_", 20), Key("gho_", 20), Key("ghu_", 20), Key("ghs_", 20), Key("ghr_", 20),
        Key("github_pat_", 20), Key("glpat-", 16), Key("npm_", 30),
        Key("xoxa-", 12), Key("xoxb-", 12), Key("xoxe-", 12), Key("xoxp-", 12), Key("xoxr-", 12),
        Key("xoxs-", 12), Key("xapp-", 12),
        Key("AKIA", 20), Key("ASIA", 20),
        Key("hf_", 20), Key("gsk_", 20), Key("xai-", 20), Key("pplx-", 20), Key("nvapi-", 20),
        Key("r8_", 20), Key("tvly-", 16, hasDigit: true), Key("csk-", 16, hasDigit: true),
        Key("fw_", 20, hasDigit: true), Key("AGE-SECRET-KEY-", 20),
    ]

    /// Whether something of this name is a secret, however its words are joined; `name` is at most `longestName` bytes.
    static func isSecret(name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first else { return false }
        if endsLikeSecret(name) { return true }
        // Nearly all names end and begin otherwise, or are of another length; telling that needs no memory.
        let shape = shapes[Int(lowered(first))]
        guard shape != 0 else { return false }
        let joints = name.count { isJoint($0) }
        return shape >> UInt64(name.count - joints) & 1 == 1 && names.contains(plain(name))
    }

    /// Whether the last words of a name are those of a secret: "DB_PASSWORD", "mistral-api-key".
    private static func endsLikeSecret(_ name: ArraySlice<UInt8>) -> Bool {
        endings[Int(lowered(name[name.endIndex - 1]))].contains { ends(name, with: $0) }
    }

    private static func ends(_ name: ArraySlice<UInt8>, with ending: [UInt8]) -> Bool {
        var at = name.endIndex
        for byte in ending.reversed() {
            repeat {
                guard at > name.startIndex else { return false }
                at -= 1
            } while isJoint(name[at])
            guard lowered(name[at]) == byte else { return false }
        }
        return true
    }

    /// Whether a whole object of this name is one: others may describe what is so called.
    static func isSecretObject(name: ArraySlice<UInt8>) -> Bool {
        objects.contains(plain(name))
    }

    /// "x-api-key", "X_API_KEY" and "xApiKey" are one name.
    private static func plain(_ name: ArraySlice<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(name.count)
        for byte in name where !isJoint(byte) { plain.append(lowered(byte)) }
        return plain
    }

    private static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Lengths of names as bits, by their first byte.
    private static let shapes: [UInt64] = {
        var shapes = [UInt64](repeating: 0, count: 256)
        for name in names { shapes[Int(name[0])] |= 1 << UInt64(name.count) }
        return shapes
    }()

    private static let names = Set(
        [
            "password", "passwd", "passphrase", "apikey", "xapikey", "xgoogapikey", "secret",
            "secrets", "clientsecret", "secretkey", "secretaccesskey", "awssecretaccesskey",
            "signingsecret", "webhooksecret", "token", "accesstoken", "refreshtoken", "idtoken",
            "authtoken", "xauthtoken", "bearertoken", "sessiontoken", "awssessiontoken",
            "authorization", "proxyauthorization", "credential", "credentials", "privatekey",
            "cookie", "setcookie", "openaiapikey", "anthropicapikey", "geminiapikey",
            "googleapikey", "githubtoken", "hftoken",
        ].map { Array($0.utf8) })
    /// Last words of names, by their last byte.
    private static let endings: [[[UInt8]]] = {
        var table = [[[UInt8]]](repeating: [], count: 256)
        for ending in [
            "apikey", "password", "passwd", "passphrase", "secret", "secretkey", "secretkeybase",
            "privatekey", "accesstoken", "authtoken", "refreshtoken", "bearertoken",
        ] {
            let bytes = Array(ending.utf8)
            table[Int(bytes[bytes.count - 1])].append(bytes)
        }
        return table
    }()
    private static let objects = Set(
        ["secret", "secrets", "credential", "credentials"].map { Array($0.utf8) })
}
