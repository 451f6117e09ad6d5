import Testing

@testable import DaemonLife

@Suite struct RedactionTests {
    private func cut(_ text: String) -> String {
        String(decoding: Redaction.masked(Array(text.utf8), isCut: true), as: UTF8.self)
    }

    @Test(
        arguments: [
            ("key sk-proj-abcdefgh12345678.", "key ***."),
            ("sk-ant-api03-AbCdEf_123456-xyz", "***"), ("sk-omni-9jTq4abcdefghijk", "***"),
            ("omni_mgmt_9jTqabcdefghijklmn", "***"),
            ("(AIzaSyA1234567890abcdefghijklmnopqrstu)", "(***)"),
            ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "***"),
            ("github_pat_11ABCDEFG0123456789_abcdef", "***"),
            ("xoxb-123456789012-abcdef", "***"), ("AKIAIOSFODNN7EXAMPLE", "***"),
            ("a hf_abcdefghijklmnopqrstuv b", "a *** b"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "***"),
            ("Authorization: Bearer abcdef0123456789==", "Authorization: ***"),
            ("token Bearer abcdefgh here", "token Bearer *** here"),
            ("Basic dXNlcjpwYXNzd29yZA==", "Basic ***"),
            ("https://user:hunter2@host/x", "https://user:***@host/x"),
            ("?api_key=abcdef123&model=x", "?api_key=***&model=x"),
            ("X-Api-Key: abcdef123", "X-Api-Key: ***"),
            ("DB_PASSWORD=hunter22", "DB_PASSWORD=***"),
            ("MISTRAL_API_KEY=abcdef123", "MISTRAL_API_KEY=***"),
            ("AZURE_OPENAI_API_KEY: abcdef123", "AZURE_OPENAI_API_KEY: ***"),
            ("SECRET_KEY_BASE=abcdef123", "SECRET_KEY_BASE=***"),
            ("aws_secret_access_key = wJalrXUtnFEMI", "aws_secret_access_key = ***"),
            ("password : hunter22", "password : ***"), ("password := hunter22", "password := ***"),
            ("'password' => 'hunter22'", "'password' => '***'"),
            ("password = 'two words secret'", "password = '***'"),
            ("api_key: 'ab c'", "api_key: '***'"), ("--password hunter22", "--password ***"),
            ("<password>hunter22</password>", "<password>***</password>"),
            ("my_sk-ant-api03-AbCdEf_123456-xyz", "my_***"),
            ("key-sk-proj-abcdefgh12345678", "key-***"),
            ("https://abcdefgh12345678@host/x", "https://***@host/x"),
            (
                "url=https%3A%2F%2Fh%2F%3Fkey%3Dsk-proj-abcdefgh12345678",
                "url=https%3A%2F%2Fh%2F%3Fkey%3D***"
            ),
        ])
    func secretsAreFoundByTheirForm(text: String, expected: String) {
        #expect(Redaction.masked(text) == expected)
        // Wherever they stand.
        #expect(Redaction.masked("ä \(text) ") == "ä \(expected) ")
        #expect(Redaction.masked(#"{"text":"line\n"# + text) == #"{"text":"line\n"# + expected)
    }

    @Test(
        arguments: [
            "a risk-free offer", "100%3D", "50% off", "claude-3-5-sonnet-20241022", "sk-learn",
            "task-management-2024-plan",
            "sk-learn-contrib-estimators", "basic understanding", "bearer of news",
            "max_tokens=4096", #"{"max_tokens":4096,"model":"gpt-4.1","stream":true}"#,
            #"{"token_count":3,"tokens":["a","b"]}"#, "https://host:8080/path@x", "eyJ", "a.b.c",
            #"{"properties":{"password":{"type":"string"}}}"#, "-----BEGIN CERTIFICATE-----",
            "time 12:30: token", "", "\\", "\"", #""password""#, #""password":"#, "::://",
            #"{"password":null,"token":true}"#, #"{"password":""}"#,
            #"{"text":"password=","b":"c"}"#, #"{"text":"{\"a\":\"token: \",\"b\":1}"}"#,
            #"{"a":"password=\"","b":"c"}"#, #"{"a": "password=" , "b": "c"}"#,
            #"{"text":"API_KEY=\nDB_HOST=localhost"}"#, #"{"text":"--token \nfoobar"}"#,
            "https://contributors@host/x", "a password is set", "non-token value", "password=''",
        ])
    func wordsStay(text: String) {
        #expect(Redaction.masked(text) == text)
    }

    @Test(
        arguments: [
            (#"{"password":"hunter2","a":1}"#, #"{"password":"***","a":1}"#),
            (#"{"api_key" : "x y \" z", "b":2}"#, #"{"api_key" : "***", "b":2}"#),
            (#"{"X-Api-Key":"ab\\"}"#, #"{"X-Api-Key":"***"}"#),
            (#"{"db_password":"hunter2"}"#, #"{"db_password":"***"}"#),
            (#"{"clientSecret":12345}"#, #"{"clientSecret":"***"}"#),
            (#"{"clientSecret":-12345}"#, #"{"clientSecret":"***"}"#),
            (#"{"token":1.5}"#, #"{"token":"***"}"#),
            (#"{"a":"password=\"abc","b":"x"}"#, #"{"a":"password=\"***","b":"x"}"#),
            (#"{"a":"password: 'abc","b":1}"#, #"{"a":"password: '***","b":1}"#),
            (#"{"a":"password: 'a b', 'c'"}"#, #"{"a":"password: '***', 'c'"}"#),
            (#"{"a":"password = \"a b\", x"}"#, #"{"a":"password = \"***\", x"}"#),
            (#"{"authorization":["Bearer x","y"],"b":1}"#, #"{"authorization":"***","b":1}"#),
            (
                #"{"credentials":{"user":"u}","nested":{"p":"q"}},"b":1}"#,
                #"{"credentials":"***","b":1}"#
            ),
            (
                #"{"arguments":"{\"token\":\"abc\\\"d\",\"city\":\"Bonn\"}"}"#,
                #"{"arguments":"{\"token\":\"***\",\"city\":\"Bonn\"}"}"#
            ),
            (
                #"{"a":"{\"b\":\"{\\\"secret\\\":\\\"s3\\\"}\"}"}"#,
                #"{"a":"{\"b\":\"{\\\"secret\\\":\\\"***\\\"}\"}"}"#
            ),
            (#"{"a":"{\"token\":5}"}"#, #"{"a":"{\"token\":\"***\"}"}"#),
        ])
    func secretsAreFoundByTheirName(text: String, expected: String) {
        #expect(Redaction.masked(text) == expected)
    }

    @Test(arguments: ["\n", "\\n"])
    func privateKeys(lineEnd: String) {
        let key = [
            "-----BEGIN RSA PRIVATE KEY-----", "MIIE", "abc=", "-----END RSA PRIVATE KEY-----",
        ]
        let text = "before " + key.joined(separator: lineEnd) + " after"
        let expected =
            "before -----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY----- after"
        #expect(Redaction.masked(text) == expected)
        #expect(cut("https://user:hunter2") == "https://user:***")
        #expect(cut("https://host:8080") == "https://host:8080")
        #expect(cut("-----BEGIN PRIVATE KEY-----\nMII") == "-----BEGIN PRIVATE KEY-----***")
    }

    @Test(
        arguments: [
            ("my key is sk-ab", "my key is ***"), ("ghp_a", "***"),
            (#"{"password":"hun"#, #"{"password":"***"#), ("Bearer ab", "Bearer ***"),
            ("eyJhbGciOi", "***"), ("api_key=ab", "api_key=***"), ("whole words", "whole words"),
        ])
    func whatIsCutIsHiddenToo(text: String, expected: String) {
        #expect(cut(text) == expected)
    }

    @Test func everyCutOfASecretIsSafe() {
        let secret = "sk-ant-api03-Zz9Yy8Xx7Ww6Vv5Uu4"
        let text = #"{"role":"user","content":"use "# + secret + #" please"}"#
        for end in 0...text.utf8.count {
            let shown = cut(String(text.prefix(end)))
            #expect(!shown.contains("sk-a"), "\(shown)")
        }
    }

    @Test func bytesThatAreNoTextDoNoHarm() {
        var random = SystemRandomNumberGenerator()
        let parts = [
            "\"", "\\", "{", "}", "[", ":", "token", "sk-", "eyJ", ".", "-----BEGIN ",
            "PRIVATE KEY-----", "://", "@", "=", " ",
        ]
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                bytes += Array(parts.randomElement(using: &random)?.utf8 ?? "".utf8)
                if Bool.random(using: &random) {
                    bytes.append(.random(in: 0...255, using: &random))
                }
            }
            // It ends, and hides a text that is hidden already at most once more.
            let once = Redaction.masked(bytes, isCut: Bool.random(using: &random))
            #expect(once.count <= bytes.count * 3 + 8)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func hostileTextTakesNoLongerThanAnyOther() {
        for part in [
            "eyJ.", "sk-a.", "\"token\":[", "\\\"", "://a:", "basic basic/", "-----BEGIN ",
        ] {
            let text = String(repeating: part, count: 60_000)
            _ = Redaction.masked(Array(text.utf8))
        }
    }
}
