import IPC
import Testing

@testable import Admin

@Suite struct APIHeadTests {
    private func read(_ target: String) throws -> APIHead {
        try APIHead(
            ManageRequest(requestID: "r", method: "GET", target: target), source: RequestSource())
    }

    private func code(_ target: String) -> String? {
        do throws(APIError) {
            _ = try APIHead(
                ManageRequest(method: "GET", target: target), source: RequestSource())
            return nil
        } catch {
            return "\(error.status.rawValue) \(error.code)"
        }
    }

    @Test func pathsAreDecodedPartByPart() throws {
        let head = try read("/api/prices/work%2Fm%C3%A9?x=1")
        #expect(head.path == "/api/prices/work%2Fm%C3%A9")
        #expect(head.segments == ["api", "prices", "work/mé"])
        #expect(try read("/api/things/").segments == ["api", "things", ""])
        #expect(try read("/api/a+b").segments == ["api", "a+b"])
    }

    @Test func queriesAreDecoded() throws {
        #expect(try read("/a?x=1&y=a%26b+c&z").query == ["x": "1", "y": "a&b c", "z": ""])
        #expect(try read("/a?").query == [:])
        // Text of any kind may be asked for; nothing has such a name.
        #expect(try read("/a?x=%00%18").query == ["x": "\0\u{18}"])
        #expect(try read("/a?x=a=b?c").query == ["x": "a=b?c"])
        let several = try read("/a?x=2&y=3&x=1")
        #expect(several.query == ["x": "2", "y": "3"])
        #expect(several.repeated == ["x": ["2", "1"], "y": ["3"]])
    }

    @Test(arguments: [
        ("/api/%2", "400 invalid_path"), ("/api/%zz", "400 invalid_path"),
        ("/api/%ff", "400 invalid_path"),
        ("api", "400 invalid_path"), ("/a?x=%", "400 invalid_query"),
        ("/a?x=%c3", "400 invalid_query"),
    ])
    func whatIsWrongIsRefused(_ target: String, _ expected: String) {
        #expect(code(target) == expected)
    }

    @Test func longTargetsAreRefused() {
        #expect(code("/" + String(repeating: "a", count: Limits.targetBytes)) == "400 invalid_path")
    }

    @Test func anIDIsFitForAHeader() {
        #expect(APIHead.requestID("abc-1") == "abc-1")
        for odd in ["", "a b", "a\r\nset-cookie: x", "é", String(repeating: "a", count: 129)] {
            #expect(APIHead.requestID(odd).utf8.count == 32)
        }
    }

    @Test func whoIsBelieved() {
        let claimed = ManageRequest(local: true)
        #expect(!RequestSource(claimed, peerUser: 4_000_000).isTrusted)
        #expect(!RequestSource(claimed, peerUser: nil).isTrusted)
        #expect(RequestSource(claimed, peerUser: 0).isTrusted)
        #expect(!RequestSource(ManageRequest(), peerUser: 0).isTrusted)
        #expect(!RequestSource(ManageRequest(uid: 0), peerUser: 4_000_000).isTrusted)
        let user = RequestSource(ManageRequest(uid: 1000), peerUser: 4_000_000)
        #expect(!user.isTrusted && user.isLoopback && user.failureSource == "user:1000")
    }

    @Test(arguments: [
        ("127.0.0.1", true, "loopback"), ("127.8.8.8", true, "loopback"),
        ("::1", true, "loopback"), ("::ffff:127.0.0.1", true, "loopback"),
        ("10.0.0.1", false, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", false, "2001:db8:1:2"), ("2001:db8::5:6", false, "2001:db8:0:0"),
        ("fe80::1%eth0", false, "fe80:0:0:0"), ("", false, ""),
    ])
    func addresses(_ address: String, _ isLoopback: Bool, _ source: String) {
        let read = RequestSource(address: address)
        #expect(read.isLoopback == isLoopback)
        #expect(read.failureSource == source)
    }
}
