import Testing

/// Files that are refused, each with exactly the errors it gets.
@Suite struct BadFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let errors: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ errors: String) {
            self.name = name
            self.text = text
            self.errors = errors
        }
    }

    /// A connection that is right, to be followed by lines of its mapping.
    static let connection = """
        connections:
          - name: work
            provider: openai-compatible
            base_url: http://h:9101

        """
    /// The same without an address.
    static let bare = "connections:\n  - name: work\n    provider: openai-compatible\n"

    static let shape: [Case] = [
        Case(
            "root is a list", "- a\n",
            "c.yaml:1:1: the configuration must be a mapping with the fields connections, providers, combos, aliases, keys, budgets, prices, settings; found a list"
        ),
        Case(
            "root is text", "hello\n",
            "c.yaml:1:1: the configuration must be a mapping with the fields connections, providers, combos, aliases, keys, budgets, prices, settings; found text"
        ),
        Case(
            "unknown section", "conections: []\n",
            "c.yaml:1:1: unknown field `conections`; did you mean `connections`?"),
        Case(
            "unknown section, nothing near", "xyzzy: 1\n",
            "c.yaml:1:1: unknown field `xyzzy` in the configuration; the fields are connections, providers, combos, aliases, keys, budgets, prices, settings"
        ),
        Case(
            "unknown field", connection + "    modles: [m]\n",
            "c.yaml:5:5: unknown field `modles`; did you mean `models`?"),
        Case(
            "field with a hyphen", connection + "    api-key: sk-12345678\n",
            "c.yaml:5:5: unknown field `api-key`; did you mean `api_key`?"),
        Case(
            "no space after a colon", "connections:\n  - {name: a, api_key:sk-12345678}\n",
            "c.yaml:2:5: a connection needs the field `provider`\nc.yaml:2:15: `api_key:` needs a space after the colon"
        ),
        Case(
            "a secret as field name", "keys:\n  - name: a\n    secret: 12345678x\n    sk-abc9: x\n",
            "c.yaml:4:5: unknown field in a key; the fields are name, secret, secret_env, secret_file, secret_sha256, previous_sha256, previous_until, uid, models, providers, endpoints, rates, expires, enabled, record_bodies, budget"
        ),
        Case(
            "duplicate field", "connections: []\nconnections: []\n",
            "c.yaml:1:1: the field `connections` is given more than once"),
        Case(
            "field name that is a list", "[a]: 1\n",
            "c.yaml:1:1: a field name must be text; found a list"),
        Case(
            "connections is a mapping", "connections:\n  name: a\n",
            "c.yaml:2:3: `connections` must be a list; found a mapping"),
        Case(
            "connection is text", "connections: [work]\n",
            "c.yaml:1:15: a connection must be a mapping with the fields name, provider, dialect, prefix, base_url, api_key, api_key_env, api_key_file, access_token, access_token_env, access_token_file, proxy, proxy_env, proxy_file, models, model_facts, prices, connect_timeout, first_byte_timeout, idle_timeout, total_timeout, enabled, priority, tags, tier, limits, quotas, resilience, api_version, region, access_key_id, access_key_id_env, access_key_id_file, secret_access_key, secret_access_key_env, secret_access_key_file, session_token, session_token_env, session_token_file, project, location, service_account; found text"
        ),
        Case(
            "keys is text", "keys: laptop\n", "c.yaml:1:7: `keys` must be a list; found text"),
        Case(
            "two documents", "keys: []\n---\nkeys: []\n",
            "c.yaml:2:1: this is not YAML: but found another document"),
        Case(
            "no YAML", "keys: [a\n",
            "c.yaml:2:1: this is not YAML: did not find expected ',' or ']'"),
        Case(
            "a tab", "keys:\n\t- name: a\n",
            "c.yaml:2:1: this is not YAML: found character that cannot start any token"),
    ]

    static let connections: [Case] = [
        Case(
            "nothing in it", "connections:\n  - {}\n",
            "c.yaml:2:5: a connection needs the field `name`\nc.yaml:2:5: a connection needs the field `provider`"
        ),
        Case(
            "name is a number", "connections:\n  - name: 7\n    provider: openai\n",
            "c.yaml:2:11: `name` must be text; found a number; put it in quotes"),
        Case(
            "name is a truth value", "connections:\n  - name: yes\n    provider: openai\n",
            "c.yaml:2:11: `name` must be text; found true or false; put it in quotes"),
        Case(
            "name is nothing", "connections:\n  - name:\n    provider: openai\n",
            "c.yaml:2:10: `name` must be text; found nothing"),
        Case(
            "name is empty", "connections:\n  - name: \"\"\n    provider: openai\n",
            "c.yaml:2:11: `name` is empty"),
        Case(
            "name has a slash", "connections:\n  - name: a/b\n    provider: openai\n",
            "c.yaml:2:11: `name` may have letters, digits, `.`, `_` and `-` only, at most 64"),
        Case(
            "two of a name",
            "connections:\n  - name: a\n    provider: openai\n  - name: a\n    provider: groq\n",
            "c.yaml:4:11: there are two connections named `a`; the first is in line 2"),
        Case(
            "prefix of another provider",
            "connections:\n  - name: a\n    provider: openai\n  - name: b\n    provider: groq\n    prefix: openai\n",
            "c.yaml:6:13: the prefix `openai` belongs to connection `a` already, which has another provider"
        ),
        Case(
            "default prefix of another provider",
            "connections:\n  - name: a\n    provider: groq\n  - name: groq\n    provider: openai-compatible\n    base_url: http://h\n",
            "c.yaml:4:11: the prefix `groq` belongs to connection `a` already, which has another provider"
        ),
        Case(
            "prefix with a slash", connection + "    prefix: a/b\n",
            "c.yaml:5:13: `prefix` may have letters, digits, `.`, `_` and `-` only, at most 64"),
        Case(
            "prefix is a list", connection + "    prefix: [a]\n",
            "c.yaml:5:13: `prefix` must be text; found a list"),
        Case(
            "near provider", "connections:\n  - name: a\n    provider: opnai\n",
            "c.yaml:3:15: unknown provider `opnai`; did you mean `openai`?"),
        Case(
            "a key as provider", "connections:\n  - name: a\n    provider: sk-proj-abcdefgh\n",
            "c.yaml:3:15: unknown provider; for any other server give its `dialect` in place of a provider: openai-chat, openai-responses, anthropic, gemini, ollama, cohere, bedrock"
        ),
        Case(
            "no address", bare,
            "c.yaml:2:5: a connection with the provider `openai-compatible` needs the field `base_url`"
        ),
        Case(
            "models is text", connection + "    models: m\n",
            "c.yaml:5:13: `models` must be a list; found text"),
        Case(
            "models is empty", connection + "    models: []\n",
            "c.yaml:5:13: `models` is empty; leave it out to pass every model name on"),
        Case(
            "model is a number", connection + "    models: [m, 1.5]\n",
            "c.yaml:5:17: a model name must be text; found a number; put it in quotes"),
        Case(
            "model is a mapping", connection + "    models:\n      - m: 1\n",
            "c.yaml:6:9: unknown field `m` in a model; the fields are name, context, max_output, tools, vision, audio, documents, json_schema, price\nc.yaml:6:9: a model needs the field `name`"
        ),
        Case(
            "model twice", connection + "    models: [m, n, m]\n",
            "c.yaml:5:20: the model `m` is listed twice"),
        Case(
            "model with a space", connection + "    models: [a b]\n",
            "c.yaml:5:14: a model name has at most 200 bytes, and no spaces"),
        Case(
            "deadline without a unit", connection + "    connect_timeout: 15\n",
            "c.yaml:5:22: `connect_timeout` needs a unit: a duration such as `250ms`, `15s` or `2m`"
        ),
        Case(
            "deadline with an unknown unit", connection + "    idle_timeout: 15 sec\n",
            "c.yaml:5:19: `idle_timeout` has an unknown unit; the units are ms, s, m, h"),
        Case(
            "deadline of nothing", connection + "    total_timeout: 0s\n",
            "c.yaml:5:20: `total_timeout` must be between 1ms and 24h"),
        Case(
            "deadline without a number", connection + "    first_byte_timeout: soon\n",
            "c.yaml:5:25: `first_byte_timeout` must be a duration such as `250ms`, `15s` or `2m`"),
        Case(
            "deadline is a list", connection + "    total_timeout: [1s]\n",
            "c.yaml:5:20: `total_timeout` must be a duration such as `250ms`, `15s` or `2m`; found a list"
        ),
    ]

    static let addresses: [Case] = [
        ("h:9101/v1", "must begin with http:// or https://"),
        ("ftp://h", "must begin with http:// or https://"),
        ("http://", "names no host"),
        ("http:///v1", "names no host"),
        ("http://h:0/v1", "has a port that is not between 1 and 65535"),
        ("http://h:70000", "has a port that is not between 1 and 65535"),
        ("http://h:x", "has a port that is not between 1 and 65535"),
        ("http://me:pw123456@h", "must not contain a user name or password; use api_key"),
        ("https://h/v1?key=abcdefgh", "must not have a query or a fragment"),
        ("https://h/a b", "has characters that a URL cannot have"),
        (
            "https://h!/v1",
            "has a host that is not a name, an IPv4 address or an IPv6 address in brackets"
        ),
    ].map { url, problem in
        Case(
            "address \(url)", bare + "    base_url: \(url)\n", "c.yaml:4:15: `base_url` \(problem)")
    }

    static let secrets: [Case] = [
        Case(
            "two keys", connection + "    api_key: sk-12345678\n    api_key_env: KEY\n",
            "c.yaml:6:5: `api_key` and `api_key_env` are given; only one may be"),
        Case(
            "variable not set", connection + "    api_key_env: WORK_KEY\n",
            "c.yaml:5:18: the environment variable `WORK_KEY` of `api_key_env` is not set"),
        Case(
            "variable empty", connection + "    api_key_env: EMPTY\n",
            "c.yaml:5:18: the environment variable `EMPTY` of `api_key_env` is empty"),
        Case(
            "a secret as variable", connection + "    api_key_env: sk-secret-123\n",
            "c.yaml:5:18: the environment variable of `api_key_env` is not set"),
        Case(
            "file missing", connection + "    api_key_file: /etc/none\n",
            "c.yaml:5:19: cannot read the file of `api_key_file`: No such file or directory"),
        Case(
            "file empty", connection + "    api_key_file: /empty\n",
            "c.yaml:5:19: the file of `api_key_file` is empty"),
        Case(
            "key with a line break", connection + "    api_key: \"sk-1\\nX-A: b\"\n",
            "c.yaml:5:14: the secret of `api_key` has a space or a character that is not ASCII"),
        Case(
            "key is a number", connection + "    api_key: 1234567890\n",
            "c.yaml:5:14: `api_key` must be text; found a number; put it in quotes"),
        Case(
            "key without a secret", "keys:\n  - name: laptop\n",
            "c.yaml:2:5: a key needs one of the fields `secret`, `secret_env`, `secret_file`, `secret_sha256`, `uid`"
        ),
        Case(
            "key without a name", "keys:\n  - secret: sk-12345678\n",
            "c.yaml:2:5: a key needs the field `name`"),
        Case(
            "short secret", "keys:\n  - name: laptop\n    secret: sk-1234\n",
            "c.yaml:3:13: the secret of a key has 8 to 512 characters"),
        Case(
            "two keys of a name",
            "keys:\n  - {name: a, secret: sk-12345678}\n  - {name: a, secret: sk-87654321}\n",
            "c.yaml:3:12: there are two keys named `a`; the first is in line 2"),
        Case(
            "two keys of a secret",
            "keys:\n  - {name: a, secret: sk-12345678}\n  - {name: b, secret: sk-12345678}\n",
            "c.yaml:3:5: the keys `a` and `b` have the same secret"),
    ]

    static let settings: [Case] = [
        Case(
            "unknown setting", "settings:\n  bodylimit: 1MB\n",
            "c.yaml:2:3: unknown field `bodylimit`; did you mean `body_limit`?"),
        Case(
            "truth value as text", "settings:\n  require_api_key: \"true\"\n",
            "c.yaml:2:20: `require_api_key` must be true or false; found text"),
        Case(
            "limit without a unit", "settings:\n  body_limit: 1000000\n",
            "c.yaml:2:15: `body_limit` needs a unit: a size such as `512KB`, `100MB` or `1GiB`"),
        Case(
            "limit too large", "settings:\n  body_limit: 5GB\n",
            "c.yaml:2:15: `body_limit` must be between 1KB and 4GB"),
        Case(
            "no whole number", "settings:\n  max_connections: 1.5\n",
            "c.yaml:2:20: `max_connections` must be a whole number; found a number"),
        Case(
            "number out of bounds", "settings:\n  max_connections: 0\n",
            "c.yaml:2:20: `max_connections` must be between 1 and 1000000"),
        Case(
            "settings is a list", "settings: [a]\n",
            "c.yaml:1:11: settings must be a mapping with the fields require_api_key, body_limit, max_connections, header_timeout, idle_timeout, request_timeout, heartbeat, thinking, system_prompt, guard, ca_file, certificates, addresses, address_rates, trusted_proxies, admin, ledger, telemetry, zone, account_strategy, account_sticky, blocked_providers, decision_headers, cache, idempotency_window; found a list"
        ),
        Case(
            "no certificate", "settings:\n  ca_file: /empty\n",
            "c.yaml:2:12: the file of `ca_file` holds no certificate in PEM form"),
        Case(
            "several at once, in the order of the file",
            "settings:\n  heartbeat: x\nkeys:\n  - {}\nconnections: 5\n",
            """
            c.yaml:2:14: `heartbeat` must be a duration such as `250ms`, `15s` or `2m`
            c.yaml:4:5: a key needs the field `name`
            c.yaml:4:5: a key needs one of the fields `secret`, `secret_env`, `secret_file`, `secret_sha256`, `uid`
            c.yaml:5:14: `connections` must be a list; found a number
            """),
    ]

    @Test(arguments: shape + connections + addresses + secrets + settings)
    func isRefused(_ example: Case) {
        let found = errors(of: example.text, variables: ["EMPTY": ""], files: ["/empty": "\n"])
        #expect(found == example.errors)
    }

    @Test(arguments: shape + connections + addresses + secrets + settings)
    func noSecretIsShown(_ example: Case) {
        let found = errors(of: example.text, variables: ["EMPTY": ""], files: ["/empty": "\n"])
        for secret in ["12345678", "sk-", "pw123456", "abcdefgh"] {
            #expect(!found.contains(secret))
        }
    }

    @Test func errorsAreBounded() {
        let text = "connections:\n" + String(repeating: "  - {}\n", count: 100)
        let lines = errors(of: text).split(separator: "\n")
        #expect(lines.count == 101)
        #expect(lines.last == "and 100 more")
    }
}
