import Testing

@testable import Egress

/// Which URLs are called, and what they are bound to.
@Suite struct OriginTests {
    @Test(arguments: [
        ("https://api.example.com", "https://api.example.com:443"),
        ("HTTPS://API.Example.COM/v1/chat?x=1#y", "https://api.example.com:443"),
        ("http://127.0.0.1:9101/v1", "http://127.0.0.1:9101"),
        ("http://localhost", "http://localhost:80"),
        ("http://localhost?x", "http://localhost:80"),
        ("https://h:443/", "https://h:443"),
        ("https://h:0443/", "https://h:443"),
        ("http://[::1]:8080/x", "http://[::1]:8080"),
        ("http://[2001:DB8::1]/x", "http://[2001:db8::1]:80"),
        ("http://a_b-c.d/@x", "http://a_b-c.d:80"),
    ]) func normalises(url: String, origin: String) throws {
        #expect(try Origin(url: url).text == origin)
    }

    @Test(arguments: [
        ("ftp://h/", Origin.Failure.scheme),
        ("file:///etc/passwd", .scheme),
        ("h/x", .scheme),
        ("", .scheme),
        ("https:/h", .scheme),
        ("https://user:secret@h/", .userInformation),
        ("https://h@evil/", .userInformation),
        ("https://", .host),
        ("https:///x", .host),
        ("https://h%2eevil/", .host),
        ("https://h\\@evil/", .userInformation),
        ("https://h\\evil/", .host),
        ("https://[::1/", .host),
        ("https://[]/", .host),
        ("https://[::1%25eth0]/", .host),
        ("https://[::1]x/", .port),
        ("https://h:/", .port),
        ("https://h:0/", .port),
        ("https://h:65536/", .port),
        ("https://h:-1/", .port),
        ("https://h:80x/", .port),
        ("https://h:000000443/", .port),
        ("https://h/a b", .byte(offset: 11)),
        ("https://h/a\r\nHost: x", .byte(offset: 11)),
        ("https://h\0/", .byte(offset: 9)),
        ("https://exämple.com/", .byte(offset: 10)),
    ]) func refuses(url: String, failure: Origin.Failure) {
        #expect(throws: failure) { try Origin(url: url) }
    }

    @Test func refusesLongURLs() {
        let url = "https://h/" + String(repeating: "x", count: Limits.urlBytes)
        #expect(throws: Origin.Failure.tooLong(length: url.utf8.count)) { try Origin(url: url) }
    }

    @Test func anOriginStandsAlone() throws {
        #expect(try Origin(alone: "https://H").text == "https://h:443")
        #expect(try Origin(alone: "https://h:8443/").port == 8443)
        #expect(throws: Origin.Failure.path) { try Origin(alone: "https://h/v1") }
        #expect(throws: Origin.Failure.path) { try Origin(alone: "https://h?x") }
    }

    @Test func failuresNameNoPartOfTheURL() {
        #expect(throws: Origin.Failure.self) { try Origin(url: "https://u:swordfish@h/") }
        #expect(!"\(Origin.Failure.userInformation)".contains("swordfish"))
    }
}
