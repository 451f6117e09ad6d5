import Crypto
import IPC
import JSON
import Testing

@testable import Egress

/// Key files, assertions and what token endpoints answer.
@Suite struct ServiceAccountTests {
    private func read(_ text: String) -> ServiceAccount? {
        ServiceAccount(AccountExample.secret(text))
    }

    @Test func readsAKeyFile() throws {
        let account = try #require(read(AccountExample.file()))
        #expect(account.email == AccountExample.email)
        #expect(account.keyID == "kid-1")
        #expect(account.tokenURL == "http://127.0.0.1:9/token")
    }

    @Test(arguments: [
        ("https://oauth2.googleapis.com/token", true), ("http://localhost:1/token", true),
        ("http://oauth2.googleapis.com/token", false), ("http://10.0.0.1/token", false),
        ("ftp://127.0.0.1/", false), ("", false),
    ]) func tokensComeFromASafeAddress(url: String, isTaken: Bool) {
        #expect((read(AccountExample.file(tokenURL: url)) != nil) == isTaken)
    }

    @Test func refusesWhatIsNoKeyFile() {
        let good = AccountExample.file()
        #expect(read("") == nil)
        #expect(read("[]") == nil)
        #expect(read(good.replacing("service_account", with: "authorized_user")) == nil)
        #expect(read(good.replacing("client_email", with: "email")) == nil)
        #expect(read(good.replacing("BEGIN", with: "BEGUN")) == nil)
        #expect(read(good.replacing("MIIE", with: "MIIF")) == nil)
        #expect(read(good.replacing(AccountExample.email, with: "a b")) == nil)
    }

    @Test func theTokenAddressHasADefault() {
        let text = AccountExample.file().replacing("token_uri", with: "other")
        #expect(read(text)?.tokenURL == "https://oauth2.googleapis.com/token")
    }

    @Test func assertionsAreTheSameAsOthersMake() throws {
        let account = try #require(read(AccountExample.file()))
        let form = TokenAssertion.form(account, now: 1_700_000_000)
        let parts = form.split(separator: UInt8(ascii: "="), maxSplits: 2)
        #expect(
            String(decoding: form.prefix(87), as: UTF8.self)
                == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJhbGciOiJS"
        )
        // Made with openssl-dgst(1) from the same header and claims.
        #expect(
            Crypto.hex(Crypto.sha256(Array(parts[2])))
                == "f5570bac3c1861982647a634244a4a5edc9267a8e99d4cc7b9dd952fe9c7d7d7")
    }

    private func answer(_ status: UInt32, _ body: String) throws -> TokenAnswer {
        TokenAnswer(
            status: status, body: AccountExample.secret(body),
            origin: try Origin(url: "https://tokens.test"))
    }

    @Test func readsTokens() throws {
        guard
            case .token(let token, 1234) = try answer(
                200, #"{"access_token":"ya29.abc","expires_in":1234,"token_type":"Bearer"}"#),
            case .token(_, 3600) = try answer(200, #"{"access_token":"a"}"#),
            case .token(_, 0) = try answer(200, #"{"access_token":"a","expires_in":-1}"#)
        else { return #expect(Bool(false), "no token was read") }
        #expect(token.withBytes { String(decoding: $0, as: UTF8.self) } == "ya29.abc")
    }

    @Test(
        arguments: [
            (400, #"{"error":"invalid_grant","error_description":"secret"}"#, ResetCode.credential),
            (401, "no JSON", .credential), (403, #"{"error":{"code":403}}"#, .credential),
            (429, "{}", .upstreamBroken), (500, "{}", .upstreamBroken),
            (200, "{}", .upstreamBroken), (200, #"{"access_token":"a\r\nb"}"#, .upstreamBroken),
            (200, #"{"access_token":""}"#, .upstreamBroken), (302, "", .upstreamBroken),
        ] as [(UInt32, String, ResetCode)])
    func failuresSayWhoseFault(status: UInt32, body: String, code: ResetCode) throws {
        guard case .failure(let failure) = try answer(status, body) else {
            return #expect(Bool(false), "a token was read")
        }
        #expect(failure.code == code)
        #expect(!failure.message.contains("secret"))
        #expect(failure.message.contains("invalid_grant") == (status == 400))
    }
}
