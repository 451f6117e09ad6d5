import Ingress
import NIOCore
import Testing

struct AuthenticatorTests {
    private func verdict(
        _ header: String, query: String? = nil, requiresKey: Bool = true, isLoopback: Bool = false
    ) throws -> Authenticator.Verdict {
        let text = "GET /?\(query ?? "") HTTP/1.1\r\nHost: a\r\n" + header + "\r\n"
        let head = try #require(try parseHead(text))
        let bytes = Array(text.utf8)
        let credential = Authenticator.credential(
            bytes.span.bytes, head, queryKey: query.map { 6..<6 + $0.utf8.count })
        return Authenticator.verdict(
            credential, isLocal: isLoopback, at: 0, state: .standard(requiresKey: requiresKey))
    }

    @Test(arguments: [
        "Authorization: Bearer sk-test\r\n", "authorization: bearer  sk-test\r\n",
        "AUTHORIZATION: BEARER sk-test \r\n", "x-api-key: sk-test\r\n",
        "Authorization: Bearer sk-test\r\nx-api-key: other\r\n", "api-key: sk-test\r\n",
        "x-goog-api-key: sk-test\r\n", "X-Goog-Api-Key: other\r\nApi-Key: sk-test\r\n",
        "api-key: other\r\nx-api-key: sk-test\r\nx-goog-api-key: other\r\n",
    ])
    func knowsAKey(_ header: String) throws {
        guard case .key(let key) = try verdict(header) else {
            Issue.record("refused")
            return
        }
        #expect(key.id == "k1" && key.name == "laptop")
    }

    @Test(arguments: [
        "Authorization: Bearer sk-tesT\r\n", "Authorization: Bearer\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic c2stdGVzdA==\r\n", "Authorization: sk-test\r\n", "x-api-key: \r\n",
        "x-api-key: sk-test1\r\n", "Authorization: Basic x\r\nx-api-key: sk-test\r\n",
        "api-key: \r\n", "x-goog-api-key: other\r\n", "x-api-key: other\r\napi-key: sk-test\r\n",
        "api-key: other\r\nx-goog-api-key: sk-test\r\n",
    ])
    func refusesAWrongKeyAlwaysEvenWhenNoneIsNeeded(_ header: String) throws {
        #expect(try verdict(header) == .invalid)
        #expect(try verdict(header, requiresKey: false, isLoopback: true) == .invalid)
    }

    @Test func takesAKeyFromTheQueryOnlyWhereThereIsNoOther() throws {
        for query in ["sk-test", "sk%2Dtest", "%73k-test"] {
            guard case .key = try verdict("", query: query) else {
                Issue.record("refused")
                continue
            }
            #expect(try verdict("x-goog-api-key: other\r\n", query: query) == .invalid)
        }
        for query in ["", "sk-tesT", "sk-test%", "sk-test%0A", "sk%252Dtest", "sk+test"] {
            let verdict = try verdict("", query: query, requiresKey: false, isLoopback: true)
            #expect(verdict == .invalid)
        }
    }

    @Test func needsNoKeyOnlyOnLoopback() throws {
        #expect(try verdict("") == .missing)
        #expect(try verdict("", isLoopback: true) == .missing)
        #expect(try verdict("", requiresKey: false) == .missing)
        #expect(try verdict("", requiresKey: false, isLoopback: true) == .anonymous)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.3", true), ("::1", true), ("::ffff:127.0.0.1", true),
        ("10.0.0.1", false), ("128.0.0.1", false), ("::2", false), ("::ffff:10.0.0.1", false),
        ("fe80::1", false),
    ])
    func knowsLoopback(_ address: String, _ isLoopback: Bool) throws {
        let address = try SocketAddress(ipAddress: address, port: 1)
        #expect(PeerAddress.isLoopback(address) == isLoopback)
    }

    @Test func hashesOfWrongSizeAdmitNobody() {
        #expect(KeyHash([]) == nil && KeyHash([UInt8](repeating: 0, count: 31)) == nil)
        #expect(KeyHash([UInt8](repeating: 0, count: 32)) != nil)
    }
}
