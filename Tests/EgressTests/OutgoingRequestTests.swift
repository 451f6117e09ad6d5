import Crypto
import IPC
import Testing

@testable import Egress

/// Requests meet credentials.
@Suite struct OutgoingRequestTests {
    private func credential(
        _ place: CredentialPlace = .bearer, header: String = "", origin: String = "https://api.test"
    ) throws -> StoredCredential {
        let secret = place == .none ? "" : "swordfish"
        return try StoredCredential(
            Credential(
                connectionID: "c", origin: origin, place: place, headerName: header,
                secret: Array(secret.utf8)))
    }

    private func failure(_ message: EgressRequest, _ credential: StoredCredential) -> ResetCode? {
        do throws(TransferFailure) {
            _ = try OutgoingRequest(message, credential: credential)
            return nil
        } catch {
            return error.code
        }
    }

    private func lines(_ message: EgressRequest, _ credential: StoredCredential) throws -> [String]
    {
        let block = HeaderBlock()
        try OutgoingRequest(message, credential: credential).write(to: block, hasBody: true)
        return block.offsets.map { offset in
            String(decoding: block.storage[offset...].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    @Test func credentialsStayWithTheirOrigin() throws {
        let bound = try credential()
        func code(_ url: String) -> ResetCode? {
            failure(EgressRequest(method: "GET", url: url), bound)
        }
        #expect(code("https://api.test/v1") == nil)
        #expect(code("https://API.test:443/v1") == nil)
        #expect(code("http://api.test/v1") == .credential)
        #expect(code("http://api.test:443/v1") == .credential)
        #expect(code("https://api.test:8443/v1") == .credential)
        #expect(code("https://api.test.evil/v1") == .credential)
        #expect(code("https://evil/?https://api.test") == .credential)
        #expect(code("https://api.test@evil/") == .refused)
        #expect(code("ftp://api.test/") == .refused)
    }

    @Test func withoutASecretTheOriginStillBinds() throws {
        let bound = try credential(.none)
        let elsewhere = EgressRequest(method: "GET", url: "https://other.test/")
        #expect(failure(elsewhere, bound) == .credential)
        let lines = try lines(EgressRequest(method: "POST", url: "https://api.test/"), bound)
        #expect(lines == ["expect:", "content-type:"])
    }

    @Test(arguments: ["", "GET /x", "GET\r\n", "AVERYLONGMETHODNAME"]) func refusesMethods(
        method: String
    ) throws {
        let message = EgressRequest(method: method, url: "https://api.test/")
        #expect(failure(message, try credential()) == .refused)
    }

    @Test func writesTheCredentialAndNoOther() throws {
        let message = EgressRequest(
            method: "POST", url: "https://api.test/",
            headers: [
                Header(name: "authorization", value: "Bearer evil"),
                Header(name: "x-mine", value: "evil"),
                Header(name: "connection", value: "x-hop"), Header(name: "x-hop", value: "1"),
                Header(name: "content-type", value: "application/json"),
                Header(name: "x-empty", value: ""),
            ])
        #expect(
            try lines(message, credential()) == [
                "x-mine: evil", "content-type: application/json", "x-empty;",
                "authorization: Bearer swordfish", "expect:",
            ])
        #expect(
            try lines(message, credential(.header, header: "X-Mine")) == [
                "content-type: application/json", "x-empty;", "x-mine: swordfish", "expect:",
            ])
    }

    @Test func refusesSplitHeaders() throws {
        let message = EgressRequest(
            method: "POST", url: "https://api.test/",
            headers: [Header(name: "x", value: "a\r\nb: c")])
        #expect(throws: TransferFailure.self) { try lines(message, credential()) }
    }

    @Test func boundsHeaders() throws {
        let value = String(repeating: "v", count: Limits.requestHeadBytes)
        let message = EgressRequest(
            method: "POST", url: "https://api.test/", headers: [Header(name: "x", value: value)])
        #expect(throws: TransferFailure.self) { try lines(message, credential()) }
    }

    @Test func blocksAreWipedBeforeTheyAreUsedAgain() throws {
        let block = HeaderBlock()
        let message = EgressRequest(method: "POST", url: "https://api.test/")
        try OutgoingRequest(message, credential: credential()).write(to: block, hasBody: false)
        let length = block.count
        block.clear()
        #expect(block.storage[..<length].allSatisfy { $0 == 0 })
    }
}
