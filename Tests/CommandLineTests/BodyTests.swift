import Configuration
import Testing

@testable import OmniCommand

/// Fields of the command line as bodies of requests.
@Suite struct BodyTests {
    private let sources = ConfigurationSources(variables: ["WORK_KEY": "sk-1", "EMPTY": ""]) {
        (path, limit) throws(UnreadableFile) in
        guard path == "work.key" else { throw UnreadableFile(reason: "not there") }
        return Array("sk-2\r\n".utf8)
    }

    private func body(_ fields: String...) throws -> String {
        String(decoding: try FieldBody(sources: sources).body(fields).bytes, as: UTF8.self)
    }

    @Test func valuesAreJSONWhereTheyAre() throws {
        #expect(
            try body("priority=2", "hold=true", "x=null") == #"{"priority":2,"hold":true,"x":null}"#
        )
        #expect(try body("version=1.2.3", "at=10:00") == #"{"version":"1.2.3","at":"10:00"}"#)
        #expect(try body(#"models=["a/b",{"model":"c"}]"#) == #"{"models":["a/b",{"model":"c"}]}"#)
        #expect(try body(#"text="2""#, "empty=") == #"{"text":"2","empty":""}"#)
        #expect(try body("url=http://h/?a=b") == #"{"url":"http://h/?a=b"}"#)
    }

    @Test func dotsLeadIntoFields() throws {
        #expect(
            try body("limits.concurrency=4", "name=a", "limits.queue=2")
                == #"{"limits":{"concurrency":4,"queue":2},"name":"a"}"#)
        #expect(
            try body(#"prices.gpt-4\.1.input=2"#) == #"{"prices":{"gpt-4.1":{"input":2}}}"#)
    }

    @Test func listsGrow() throws {
        #expect(try body("tags[]=a", "tags[]=b") == #"{"tags":["a","b"]}"#)
        #expect(try body("a.b[]=1", "a.b[]=2") == #"{"a":{"b":[1,2]}}"#)
    }

    @Test(arguments: [
        ["name"], ["=1"], ["a..b=1"], ["a=1", "a=2"], ["a=1", "a.b=2"], ["a=1", "a[]=2"],
    ])
    func nonsenseIsRefused(fields: [String]) {
        #expect(throws: CommandFailure.self) { try FieldBody(sources: sources).body(fields) }
    }

    @Test func secretsComeFromElsewhere() throws {
        #expect(try body("api_key_env=WORK_KEY") == #"{"api_key":"sk-1"}"#)
        #expect(try body("api_key_file=work.key") == #"{"api_key":"sk-2"}"#)
        #expect(try body("service_account.file=work.key") == #"{"service_account":"sk-2"}"#)
        #expect(try body("ca_file=work.key") == #"{"certificates":"sk-2"}"#)
        #expect(try body("proxy=http://p:1", "x_file=a") == #"{"proxy":"http://p:1","x_file":"a"}"#)
    }

    @Test(arguments: ["api_key", "access_token", "secret_access_key", "secret", "password"])
    func secretsAreNoArguments(name: String) throws {
        let error = try #require(throws: CommandFailure.self) {
            try FieldBody(sources: sources).body(["\(name)=sk-very-secret"])
        }
        #expect(error.status == 64)
        #expect(!error.message.contains("sk-very-secret"))
        #expect(error.message.contains("\(name)_env"))
    }

    @Test func aKeptSecretMayBeNamed() throws {
        #expect(try body(#"api_key={"kept":true}"#) == #"{"api_key":{"kept":true}}"#)
        #expect(try body("api_key=null") == #"{"api_key":null}"#)
    }

    @Test(arguments: ["api_key_env=MISSING", "api_key_env=EMPTY", "api_key_file=missing.key"])
    func missingSecretsAreSaid(field: String) throws {
        let error = try #require(throws: CommandFailure.self) {
            try FieldBody(sources: sources).body([field])
        }
        #expect(error.status == 65)
    }
}
