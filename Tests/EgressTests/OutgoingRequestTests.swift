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
        try OutgoingRequest(message, credential: credential).write(
            to: block, hasBody: true, now: 1_440_938_160)
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

    @Test func anEndpointMayWantTheKeyElsewhere() throws {
        func sent(
            _ place: CredentialPlace, _ header: String, _ bound: StoredCredential
        ) throws -> [String] {
            let message = EgressRequest(
                method: "GET", url: "https://api.test/", place: place, headerName: header)
            return try lines(message, bound).filter { $0.contains("swordfish") }
        }
        let bearer = try credential()
        let key = try credential(.header, header: "x-api-key")
        #expect(try sent(.none, "", key) == ["x-api-key: swordfish"])
        #expect(try sent(.bearer, "", key) == ["authorization: Bearer swordfish"])
        #expect(try sent(.header, "Authorization", bearer) == ["authorization: swordfish"])
        #expect(try sent(.header, "authorization", try credential(.none)).isEmpty)
        for (place, header) in [
            (CredentialPlace.header, "host"), (.header, ""), (.sigv4, ""), (.serviceAccount, ""),
        ] {
            let message = EgressRequest(
                method: "GET", url: "https://api.test/", place: place, headerName: header)
            #expect(failure(message, bearer) == .refused)
        }
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

    private func signing(token: String? = nil) throws -> StoredCredential {
        let token = token.map { #","session_token":"\#($0)""# } ?? ""
        let secret =
            #"{"access_key_id":"AKIDEXAMPLE","secret_access_key":"\#(AmazonExample.secret)"\#(token)}"#
        return try StoredCredential(
            Credential(
                connectionID: "c", origin: "https://bedrock-runtime.eu-west-1.amazonaws.com",
                place: .sigv4, secret: Array(secret.utf8), region: "eu-west-1", service: "bedrock"))
    }

    @Test func signsRequests() throws {
        let message = EgressRequest(
            method: "POST",
            url: "https://bedrock-runtime.eu-west-1.amazonaws.com/model/us.anthropic."
                + "claude-3-5-sonnet-20241022-v2%3A0/converse",
            headers: [
                Header(name: "content-type", value: "application/json"),
                Header(name: "x-amz-date", value: "20200101T000000Z"),
                Header(name: "x-amz-security-token", value: "evil"),
            ], bodySha256: Crypto.sha256(#"{"messages":[]}"#))
        #expect(
            try lines(message, signing()) == [
                "content-type: application/json",
                "host: bedrock-runtime.eu-west-1.amazonaws.com", "x-amz-date: 20150830T123600Z",
                "authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/bedrock/"
                    + "aws4_request, SignedHeaders=host;x-amz-date, Signature="
                    + "8fbde64e4df4aa5665cbc9ee8285a938c207cbf50f440a0635aa78a7b2ed83e2",
                "expect:",
            ])
        #expect(
            try lines(message, signing(token: "FwoGZXIvYXdzEXAMPLE//token+abc==")).contains(
                "x-amz-security-token: FwoGZXIvYXdzEXAMPLE//token+abc=="))
    }

    @Test func signsNothingWithoutTheHashOfTheBody() throws {
        for hash in [[], Array(repeating: UInt8(0), count: 31)] {
            let message = EgressRequest(
                method: "POST", url: "https://bedrock-runtime.eu-west-1.amazonaws.com/",
                bodySha256: hash)
            #expect(failure(message, try signing()) == .refused)
        }
    }

    @Test func masksWhatIsSent() throws {
        let message = EgressRequest(
            method: "GET", url: "https://bedrock-runtime.eu-west-1.amazonaws.com/",
            bodySha256: Crypto.sha256(""))
        func masked(_ text: String, _ credential: StoredCredential) throws -> String {
            var text = text
            try OutgoingRequest(message, credential: credential).mask.hide(in: &text)
            return text
        }
        #expect(
            try masked("got session-token!", signing(token: "session-token"))
                == "got *************!")
        let masked = try masked(AmazonExample.secret, signing())
        #expect(masked.allSatisfy { $0 == "*" })
    }

    @Test func fetchesCarryNoCredential() throws {
        let request = try OutgoingRequest(
            fetching: FetchRequest(
                url: "https://pictures.test/a.png", types: ["image/PNG", "image/*"]))
        let block = HeaderBlock()
        try request.write(to: block, hasBody: false, now: 0)
        let line = String(decoding: block.storage.prefix { $0 != 0 }, as: UTF8.self)
        #expect(block.offsets.count == 1)
        #expect(line == "accept: image/png, image/*")
        #expect(request.message.deadlines?.totalMs == 15_000)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://h/", "https://me@h/", "//h/", "http://h/\n"])
    func fetchesAreOfTheWebOnly(url: String) {
        #expect(throws: TransferFailure.self) {
            try OutgoingRequest(fetching: FetchRequest(url: url))
        }
    }

    @Test(arguments: ["image", "image/png, */*", "image/\r\nx: y", ""])
    func fetchesNameMediaTypes(type: String) {
        #expect(throws: TransferFailure.self) {
            try OutgoingRequest(fetching: FetchRequest(url: "https://h/", types: [type]))
        }
    }

    @Test func blocksAreWipedBeforeTheyAreUsedAgain() throws {
        let block = HeaderBlock()
        let message = EgressRequest(method: "POST", url: "https://api.test/")
        try OutgoingRequest(message, credential: credential()).write(
            to: block, hasBody: false, now: 0)
        let length = block.count
        block.clear()
        #expect(block.storage[..<length].allSatisfy { $0 == 0 })
    }
}
