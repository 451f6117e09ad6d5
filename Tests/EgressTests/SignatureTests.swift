import Crypto
import Testing

@testable import Egress

/// Signature Version 4: the examples that AWS publishes, and what its own Python library makes of other requests.
@Suite struct SignatureTests {
    struct Example: Sendable {
        let method: String
        let host: String
        let target: String
        var body = ""
        var token: String?
        var region = "us-east-1"
        var service = "service"
        let signature: String
    }

    private static let bedrock = "bedrock-runtime.eu-west-1.amazonaws.com"

    static let examples: [Example] = [
        Example(
            method: "GET", host: "example.amazonaws.com", target: "/",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Example(
            method: "GET", host: "example.amazonaws.com", target: "",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Example(
            method: "POST", host: "example.amazonaws.com", target: "/",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        Example(
            method: "GET", host: "example.amazonaws.com",
            target: "/?Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Example(
            method: "GET", host: "example.amazonaws.com",
            target: "/?Param1=value2&Param1=Value1&a",
            signature: "f225f631c96aeaeb7b5ce8ef8c8cd70016082c7998c975baae7a74a1bfe31f2f"),
        Example(
            method: "GET", host: "example.amazonaws.com",
            target: "/./example//../a%20b/~.x/",
            signature: "1ae00d1a91d865e4cc095d65169cc334d3a649d63c7a5c5cbc2be9718a864702"),
        Example(
            method: "POST", host: bedrock,
            target: "/model/us.anthropic.claude-3-5-sonnet-20241022-v2%3A0/converse",
            body: #"{"messages":[]}"#, region: "eu-west-1", service: "bedrock",
            signature: "8fbde64e4df4aa5665cbc9ee8285a938c207cbf50f440a0635aa78a7b2ed83e2"),
        Example(
            method: "POST", host: bedrock,
            target: "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1234%3Ainference-profile%2Fx.y"
                + "/converse-stream",
            body: #"{"messages":[]}"#, token: "FwoGZXIvYXdzEXAMPLE//token+abc==",
            region: "eu-west-1", service: "bedrock",
            signature: "429331ae3bbfc926617fa64e15ea9ff8d66548e2cb616fa37759e0440d449e52"),
        Example(
            method: "POST", host: "127.0.0.1:9101",
            target: "/model/amazon.nova-micro-v1:0/converse", body: "{}", token: "tok",
            service: "bedrock",
            signature: "89e03e65d9fb7447cd16b2594e8fe479f85fcb32135604d6eedeb4ffa72809e7"),
    ]

    @Test(arguments: examples) func signs(_ example: Example) throws {
        let token = example.token.map { #","session_token":"\#($0)""# } ?? ""
        let document =
            #"{"access_key_id":"\#(AmazonExample.keyID)","secret_access_key":"\#(AmazonExample.secret)"\#(token)}"#
        let keys = try #require(SigningKeys(AccountExample.secret(document)))
        let scope = try #require(
            SignatureScope(region: example.region, service: example.service))
        let request = CanonicalRequest(
            method: example.method, target: Substring(example.target), host: example.host,
            time: AmazonTime(unixSeconds: AmazonExample.now), sessionToken: keys.sessionToken,
            bodyHash: Crypto.sha256(example.body))
        let names = "host;x-amz-date" + (example.token == nil ? "" : ";x-amz-security-token")
        let scopeText = "20150830/\(example.region)/\(example.service)/aws4_request"
        #expect(
            RequestSigner(keys: keys, scope: scope).authorization(for: request)
                == "AWS4-HMAC-SHA256 Credential=\(AmazonExample.keyID)/\(scopeText), "
                + "SignedHeaders=\(names), Signature=\(example.signature)")
    }

    @Test(
        arguments: [
            (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"), (951_868_800, "20000301T000000Z"),
            (1_440_938_160, "20150830T123600Z"), (1_735_689_599, "20241231T235959Z"),
            (4_107_542_400, "21000301T000000Z"), (-5, "19700101T000000Z"),
        ] as [(Int64, String)]) func writesMoments(seconds: Int64, text: String)
    {
        #expect(AmazonTime(unixSeconds: seconds).text == text)
        #expect(AmazonTime(unixSeconds: seconds).day == String(text.prefix(8)))
    }

    @Test(arguments: [
        ("https://h/a/b?c=d#e", "/a/b?c=d"), ("https://h", ""), ("http://h?x", "?x"),
        ("HTTP://h:1/", "/"), ("https://h#f", ""), ("https://h/a:b://c", "/a:b://c"),
    ]) func takesTheTargetFromAURL(url: String, target: String) {
        #expect(Origin.target(of: url) == target)
    }

    @Test(arguments: [
        ("https://h", "h"), ("https://h:443/", "h"), ("https://h:80", "h:80"),
        ("http://h:80", "h"), ("http://[::1]:9101/x", "[::1]:9101"),
    ]) func namesTheHostAsTheHeaderDoes(url: String, host: String) throws {
        #expect(try Origin(url: url).hostHeader == host)
    }
}
