import NIOCore
import Testing

@testable import MockProvider

@Suite struct Signature4Tests {
    /// 2026-11-24T12:00:00Z.
    private static let now = 1_795_521_600

    private func error(_ authorization: String, body: String = "{}", at seconds: Int = now) throws
        -> ProviderError?
    {
        var parser = RequestParser()
        parser.receive(
            ByteBuffer(
                string: "POST /model/a%3A0/converse HTTP/1.1\r\n"
                    + "Host: bedrock-runtime.us-east-1.amazonaws.com\r\n"
                    + "X-Amz-Date: 20261124T120000Z\r\nAuthorization: \(authorization)\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
        guard case .request(let request) = try parser.next() else { return nil }
        return Signature4(request, secret: "secret").error(at: seconds)
    }

    private func authorization(_ signature: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKID/20261124/us-east-1/bedrock/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=\(signature)"
    }

    private static let right =
        "c3cdaba9f8de3ef909710e1d6bf0fccc0e975636f1e36ade8d1a3d55165a49d6"

    @Test func theRightSignaturePasses() throws {
        #expect(try error(authorization(Self.right)) == nil)
    }

    @Test func othersDoNot() throws {
        let wrong = try error(authorization(String(Self.right.reversed())))
        #expect(wrong?.status == 403)
        #expect(wrong?.code == "InvalidSignatureException")
        #expect(try error(authorization(Self.right), body: "{ }") != nil)
        #expect(try error(authorization(Self.right), at: Self.now + 301) != nil)
        #expect(try error("AWS4-HMAC-SHA256 x") != nil)
    }

    @Test func keyedHashesAreThoseOfTheStandard() {
        // RFC 4231, test case 2.
        let hash = HMAC.sha256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(hash.prefix(4) == [0x5B, 0xDC, 0xC1, 0x46])
    }
}
