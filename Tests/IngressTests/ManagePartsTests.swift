import IPC
import Ingress
import Testing

struct ManageAccessTests {
    @Test(
        arguments: [
            (.loopback, .http, false, true, .admitted),
            (.loopback, .http, false, false, .localOnly),
            (.loopback, .local, false, true, .admitted),
            (.loopback, .local, false, false, .localOnly),
            (.any, .http, false, false, .admitted), (.any, .local, false, true, .admitted),
            (.off, .http, false, true, .hidden), (.off, .local, false, true, .hidden),
            // A listener of its own is the only way over TCP, whatever the setting.
            (.any, .http, true, true, .hidden), (.loopback, .http, true, true, .hidden),
            (.loopback, .local, true, true, .admitted), (.off, .local, true, true, .hidden),
            (.loopback, .admin, true, false, .admitted), (.off, .admin, true, false, .admitted),
        ] as [(AdminAccess, DoorKind, Bool, Bool, ManageAccess)])
    func decides(
        _ setting: AdminAccess, _ door: DoorKind, _ hasOwnDoor: Bool, _ isLocal: Bool,
        _ access: ManageAccess
    ) {
        #expect(
            ManageAccess(setting, by: door, hasOwnDoor: hasOwnDoor, isLocal: isLocal) == access)
    }
}

struct ManageFieldsTests {
    private func fields(_ lines: String...) throws -> [String] {
        let text =
            "GET /api/x HTTP/1.1\r\nHost: h:1\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
        let head = try #require(try parseHead(text))
        let bytes = Array((text + "ignored: 1\r\n").utf8)
        return ManageFields.read(bytes.span.bytes, head).map { "\($0.name)=\($0.value)" }
    }

    @Test func keepsWhatAdminDecidesBy() throws {
        let found = try fields(
            "Cookie: a=b; c=d", "AUTHORIZATION: Bearer k:1", "Origin: https://x.example",
            "Sec-Fetch-Site: cross-site", "If-Match: \"7\"", "X-CSRF-Token:t",
            "content-type:  a/b  ",
            "X-Forwarded-For: 192.0.2.1", "Cookie: e=f", "Empty:")
        #expect(
            found == [
                "host=h:1", "cookie=a=b; c=d", "authorization=Bearer k:1",
                "origin=https://x.example", "sec-fetch-site=cross-site", "if-match=\"7\"",
                "x-csrf-token=t", "content-type=a/b", "x-forwarded-for=192.0.2.1", "cookie=e=f",
                "empty=",
            ])
    }

    @Test func dropsWhatBelongsToTheHop() throws {
        #expect(
            try fields(
                "Connection: keep-alive, X-Hop", "x-hop: 1", "Keep-Alive: 5", "TE: trailers",
                "Proxy-Authorization: Basic x", "Upgrade: h2c", "Content-Length: 2",
                "Expect: 100-continue", "Trailer: a", "X-Kept: 1") == ["host=h:1", "x-kept=1"])
    }

    @Test func whatAdminDecidesByCannotBeDropped() throws {
        let names = [
            "host", "origin", "sec-fetch-site", "x-csrf-token", "cookie", "authorization",
            "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via",
        ]
        let found = try fields(
            "Connection: " + names.map { $0.uppercased() }.joined(separator: ", "),
            "Origin: https://x.example", "Sec-Fetch-Site: cross-site", "X-CSRF-Token: t",
            "Cookie: a=b", "Authorization: Bearer k", "Forwarded: for=192.0.2.1",
            "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https", "X-Real-IP: 192.0.2.1",
            "Via: 1.1 x")
        #expect(found.map { String($0.prefix { $0 != "=" }) } == names)
    }

    @Test(arguments: [
        ([], false), (["https"], true), (["http"], false), (["HTTPS "], true),
        (["https, http"], false),
        (["http,https"], true), (["https", "http"], false), ([""], false),
    ])
    func believesTheLastProxy(_ values: [String], _ isSecure: Bool) {
        let fields = values.map { Header(name: "x-forwarded-proto", value: $0) }
        #expect(ManageFields.areSecure(fields) == isSecure)
    }
}

struct IPAddressTextTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::ffff:192.0.2.7", "192.0.2.7"), ("::1", "::1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("255.255.255.255", "255.255.255.255"),
    ])
    func isWrittenAsUsual(_ text: String, _ usual: String) throws {
        #expect(try #require(IPAddress(text)).text == usual)
    }
}
