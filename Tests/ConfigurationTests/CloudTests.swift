import Configuration
import IPC
import Testing

/// Azure, Bedrock and Vertex: what their connections say beside the usual.
@Suite struct CloudTests {
    private func connection(
        _ fields: String, files: [String: String] = [:], variables: [String: String] = [:]
    ) throws -> (ProviderConnection, Credential) {
        let loaded = try load(
            "connections:\n  - {name: x, \(fields)}\n", variables: variables, files: files)
        return try (
            #require(loaded.route.connections.first), #require(loaded.vault.credentials.first)
        )
    }

    // MARK: Azure

    @Test(
        arguments: [
            ("", "https://r.test", "2024-10-21"),
            ("api_version: 2024-06-01", "https://r.test", "2024-06-01"),
            ("api_version: '2024-06-01'", "https://r.test", "2024-06-01"),
            ("api_version: 2025-01-01-preview", "https://r.test", "2025-01-01-preview"),
            ("api_version: v1", "https://r.test/openai/v1", "v1"),
            ("api_version: preview", "https://r.test/openai/v1", "preview"),
            ("dialect: openai-responses", "https://r.test/openai/v1", nil),
            ("dialect: openai-responses, api_version: v1", "https://r.test/openai/v1", nil),
            (
                "dialect: openai-responses, api_version: preview", "https://r.test/openai/v1",
                "preview"
            ),
            (
                "dialect: openai-responses, api_version: 2025-04-01-preview",
                "https://r.test/openai",
                "2025-04-01-preview"
            ),
            ("dialect: anthropic", "https://r.test/anthropic", nil),
        ] as [(String, String, String?)])
    func azure(fields: String, address: String, version: String?) throws {
        for written in ["https://r.test", "https://r.test/openai/v1/"]
        where !fields.contains("anthropic") || !written.contains("openai") {
            let (connection, credential) = try connection(
                "provider: azure, base_url: '\(written)', api_key: azure-key\(fields.isEmpty ? "" : ", ")\(fields)"
            )
            #expect(connection.baseURL == address)
            #expect(connection.profile == "azure")
            #expect(
                connection.parameters
                    == (version.map { [Header(name: "api-version", value: $0)] } ?? []))
            #expect(credential.place == .header)
            #expect(credential.headerName == "api-key")
            #expect(credential.origin == "https://r.test:443")
        }
    }

    @Test func azureTakesTokensOfEntra() throws {
        let (_, credential) = try connection(
            "provider: azure, base_url: 'https://r.test', access_token: eyJ0")
        #expect(credential.place == .bearer)
    }

    // MARK: Bedrock

    @Test func bedrockSigns() throws {
        let (connection, credential) = try connection(
            "provider: bedrock, region: eu-west-1, access_key_id: AKID, secret_access_key_env: S, session_token_file: t",
            files: ["t": "tok/en\n"], variables: ["S": "se+cret"])
        #expect(connection.baseURL == "https://bedrock-runtime.eu-west-1.amazonaws.com")
        #expect(connection.dialect == .bedrock)
        #expect(connection.profile == "bedrock")
        #expect(
            credential
                == Credential(
                    connectionID: "c-x",
                    origin: "https://bedrock-runtime.eu-west-1.amazonaws.com:443", place: .sigv4,
                    secret: Array(
                        #"{"access_key_id":"AKID","secret_access_key":"se+cret","session_token":"tok/en"}"#
                            .utf8), region: "eu-west-1", service: "bedrock"))
    }

    @Test func bedrockTakesKeysOfItsOwn() throws {
        let (connection, credential) = try connection("provider: bedrock, api_key: ABSK")
        #expect(connection.baseURL == "https://bedrock-runtime.us-east-1.amazonaws.com")
        #expect(credential.place == .bearer)
        #expect(credential.region.isEmpty)
    }

    @Test func anyServerMayHaveSignedRequests() throws {
        let (connection, credential) = try connection(
            "dialect: bedrock, base_url: 'http://127.0.0.1:9101', access_key_id: A, secret_access_key: B"
        )
        #expect(connection.baseURL == "http://127.0.0.1:9101")
        #expect(credential.place == .sigv4)
        #expect(credential.region == "us-east-1")
        #expect(
            credential.secret == Array(#"{"access_key_id":"A","secret_access_key":"B"}"#.utf8))
    }

    @Test func chinaHasADomainOfItsOwn() throws {
        let (connection, _) = try connection("provider: bedrock, region: cn-north-1, api_key: A")
        #expect(connection.baseURL == "https://bedrock-runtime.cn-north-1.amazonaws.com.cn")
    }

    // MARK: Vertex

    private static let google = "publishers/google"

    @Test(arguments: [
        (
            "",
            "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/\(google)"
        ),
        (
            "location: europe-west4",
            "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/\(google)"
        ),
        (
            "location: global",
            "https://aiplatform.googleapis.com/v1/projects/p/locations/global/\(google)"
        ),
        (
            "location: eu",
            "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/\(google)"
        ),
        (
            "base_url: 'http://127.0.0.1:9/'",
            "http://127.0.0.1:9/v1/projects/p/locations/us-central1/\(google)"
        ),
        (
            "base_url: 'http://127.0.0.1:9/v1/projects/q/locations/x/publishers/google'",
            "http://127.0.0.1:9/v1/projects/p/locations/us-central1/\(google)"
        ),
        (
            "dialect: anthropic, location: global",
            "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/anthropic"
        ),
        (
            "dialect: openai-chat",
            "https://aiplatform.googleapis.com/v1/projects/p/locations/global/endpoints/openapi"
        ),
    ]) func vertex(fields: String, address: String) throws {
        let (connection, credential) = try connection(
            "provider: vertex, project: p, access_token: ya29.a\(fields.isEmpty ? "" : ", ")\(fields)"
        )
        #expect(connection.baseURL == address)
        #expect(connection.profile == "vertex")
        #expect(credential.place == .bearer)
    }

    @Test func partnersOfVertexSpeakOpenAIChat() throws {
        let (connection, _) = try connection("provider: vertex-partner, project: p")
        #expect(connection.dialect == .openaiChat)
        #expect(connection.profile == "vertex-partner")
        #expect(connection.baseURL.hasSuffix("/v1/projects/p/locations/global/endpoints/openapi"))
    }

    @Test func vertexTakesServiceAccounts() throws {
        let file = KeyFileExample.text
        for fields in ["file: keys/sa.json", "env: SA"] {
            let (connection, credential) = try connection(
                "provider: vertex, service_account: {\(fields)}", files: ["keys/sa.json": file],
                variables: ["SA": file])
            // The project is that of the file.
            #expect(connection.baseURL.contains("/v1/projects/project-1/locations/us-central1/"))
            #expect(credential.place == .serviceAccount)
            #expect(credential.secret == Array(file.utf8))
        }
    }

    @Test func vertexTakesAPIKeysWithoutAProject() throws {
        let (connection, credential) = try connection("provider: vertex, api_key: AIza1")
        #expect(connection.baseURL == "https://aiplatform.googleapis.com/v1/publishers/google")
        #expect(credential.headerName == "x-goog-api-key")
    }

    // MARK: Mistakes

    @Test(arguments: [
        (
            "provider: azure",
            "c.yaml:2:5: a connection with the provider `azure` needs the field `base_url`"
        ),
        (
            "provider: azure, base_url: 'https://h', api_version: a/b",
            "c.yaml:2:68: `api_version` must be a date such as `2024-10-21`, or v1"
        ),
        (
            "provider: openai, region: eu",
            "c.yaml:2:33: `region` is for connections to bedrock only"
        ),
        (
            "provider: bedrock, api_version: v1",
            "c.yaml:2:34: `api_version` is for connections to azure only"
        ),
        (
            "provider: bedrock, access_key_id: A",
            "c.yaml:2:5: `access_key_id` and `secret_access_key` must be given together"
        ),
        (
            "provider: bedrock, session_token: A",
            "c.yaml:2:5: `access_key_id` and `secret_access_key` must be given together"
        ),
        (
            "provider: bedrock, api_key: A, access_key_id: B, secret_access_key: C",
            "c.yaml:2:5: `api_key` and `access_key_id` are given; only one may be"
        ),
        (
            "provider: bedrock, region: 'us east'",
            "c.yaml:2:42: `region` may have letters, digits, `.`, `:` and `-` only, at most 64"
        ),
        (
            "provider: vertex",
            "c.yaml:2:5: a connection with the provider `vertex` needs the field `project`"
        ),
        (
            "provider: vertex, project: p, service_account: sa.json",
            "c.yaml:2:62: `service_account` must be a mapping with the fields file, env; found text"
        ),
        (
            "provider: vertex, project: p, service_account: {}",
            "c.yaml:2:62: `service_account` needs one of the fields `file`, `env`"
        ),
        (
            "provider: vertex, project: p, service_account: {file: none}",
            "c.yaml:2:69: cannot read the file of `service_account`: No such file or directory"
        ),
        (
            "provider: vertex, project: p, service_account: {file: text}",
            "c.yaml:2:69: the file of `service_account` is not the key file of a service account"
        ),
        (
            "provider: vertex, project: p, service_account: {env: BAD}",
            "c.yaml:2:68: the variable of `service_account` is not the key file of a service account"
        ),
        (
            "provider: vertex, project: p, service_account: {env: ELSEWHERE}",
            "c.yaml:2:68: the variable of `service_account` is not the key file of a service account"
        ),
    ]) func isRefused(fields: String, error: String) {
        let found = errors(
            of: "connections:\n  - {name: x, \(fields)}\n",
            variables: [
                "BAD": #"{"type":"service_account","client_email":"a@b","private_key":"x"}"#,
                "ELSEWHERE": KeyFileExample.text.replacing("https://", with: "http://"),
            ],
            files: ["text": "secret text"])
        #expect(found == error)
    }
}
