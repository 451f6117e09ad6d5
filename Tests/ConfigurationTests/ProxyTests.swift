import Configuration
import IPC
import Testing

/// The way to a provider.
@Suite struct ProxyTests {
    private func proxy(_ field: String, variables: [String: String] = [:]) throws -> String {
        let loaded = try load(
            "connections:\n  - {name: a, provider: openai, \(field)}\n", variables: variables,
            files: ["p": "http://u:p%40ss@proxy.example:3128\n"])
        #expect(
            !String(decoding: loaded.route.encoded(), as: UTF8.self).contains("proxy.example"))
        return loaded.vault.credentials[0].proxy
    }

    @Test(arguments: [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("HTTPS://Proxy.Example:443/", "https://proxy.example:443"),
        ("socks5://10.0.0.1:1080", "socks5://10.0.0.1:1080"),
        ("socks5h://[::1]:9050", "socks5h://[::1]:9050"),
    ]) func isTaken(written: String, expected: String) throws {
        #expect(try proxy("proxy: '\(written)'") == expected)
    }

    @Test func withoutOneTheWayIsDirect() throws {
        #expect(try proxy("priority: 1") == "")
    }

    @Test func aPasswordComesFromOutside() throws {
        #expect(try proxy("proxy_file: p") == "http://u:p%40ss@proxy.example:3128")
        let variables = ["P": "socks5h://u:secret@proxy.example:1080"]
        #expect(
            try proxy("proxy_env: P", variables: variables)
                == "socks5h://u:secret@proxy.example:1080")
    }

    @Test(arguments: [
        ("proxy: h:1", "must begin with http://, https://, socks5:// or socks5h://"),
        ("proxy: ftp://h:1", "must begin with http://, https://, socks5:// or socks5h://"),
        ("proxy: http://h", "must name a port from 1 to 65535"),
        ("proxy: http://h:0", "must name a port from 1 to 65535"),
        ("proxy: http://h:99999", "must name a port from 1 to 65535"),
        ("proxy: 'http://[::1]'", "must name a port from 1 to 65535"),
        (
            "proxy: http://h!:1",
            "has no host that is a name, an IPv4 address or an IPv6 address in brackets"
        ),
        (
            "proxy: 'http://[::zz]:1'",
            "has no host that is a name, an IPv4 address or an IPv6 address in brackets"
        ),
        ("proxy: http://h:1/path", "must end behind the port"),
        (
            "proxy: http://me:pw123456@h:1",
            "must not contain a user name or password; give the whole URL by proxy_env or proxy_file"
        ),
        (
            "proxy_env: BAD",
            "has a user name or password with characters that must be written as %XX"
        ),
        (
            "proxy_env: HALF",
            "has a user name or password with characters that must be written as %XX"
        ),
    ]) func isRefused(field: String, problem: String) {
        let found = errors(
            of: "connections:\n  - name: a\n    provider: openai\n    \(field)\n",
            variables: [
                "BAD": "http://me:pw<1>@h:1", "HALF": "http://me:pw%2@h:1",
            ])
        let name = field.prefix { $0 != ":" }
        #expect(found == "c.yaml:4:\(7 + name.count): `\(name)` \(problem)")
        #expect(!found.contains("pw"))
    }
}
