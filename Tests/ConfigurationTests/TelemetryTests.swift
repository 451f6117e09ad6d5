import Configuration
import IPC
import Testing

/// Where traces go; the headers that go along are secrets.
@Suite struct TelemetryTests {
    private func loaded(
        _ text: String, variables: [String: String] = [:], files: [String: String] = [:]
    ) throws -> LoadedConfiguration {
        try load(
            "settings:\n  telemetry: \(text)\n", variables: variables, files: files)
    }

    private func problem(_ text: String) -> String {
        errors(of: "settings:\n  telemetry: \(text)\n")
    }

    private static let url = "traces_url: \"http://127.0.0.1:4318/v1/traces\""

    @Test func anAddressIsEnough() throws {
        let loaded = try loaded("{\(Self.url)}")
        #expect(
            loaded.route.routing?.ledger?.telemetry
                == Telemetry(
                    tracesURL: "http://127.0.0.1:4318/v1/traces", connectionID: "telemetry",
                    samplePermille: 1_000))
        #expect(loaded.route.settings?.tracePermille == 1_000)
        #expect(
            loaded.vault.credentials == [
                Credential(
                    connectionID: "telemetry", origin: "http://127.0.0.1:4318", place: .none)
            ])
    }

    @Test func headersGoToTheVaultAndNowhereElse() throws {
        let loaded = try loaded(
            "{traces_url: \"https://otlp.test/v1/traces\", headers: {Authorization: Basic swordfish, x-team: {env: TEAM}, x-file: {file: /f}}, sample: 0.25, service_name: edge}",
            variables: ["TEAM": "blue"], files: ["/f": "green\n"])
        #expect(
            loaded.vault.credentials == [
                Credential(
                    connectionID: "telemetry", origin: "https://otlp.test:443", place: .headers,
                    headerName: "authorization,x-team,x-file",
                    secret: Array(
                        "authorization: Basic swordfish\nx-team: blue\nx-file: green\n".utf8))
            ])
        let telemetry = try #require(loaded.route.routing?.ledger?.telemetry)
        #expect(telemetry.samplePermille == 250)
        #expect(telemetry.serviceName == "edge")
        #expect(loaded.route.settings?.tracePermille == 250)
        #expect(!"\(loaded.route)".contains("swordfish"))
    }

    @Test func nothingIsExportedWithoutIt() throws {
        let loaded = try load("settings:\n  heartbeat: 15s\n")
        #expect(loaded.route.settings?.tracePermille == 0)
        #expect(loaded.vault.credentials.isEmpty)
    }

    @Test func documentsShowMarkers() throws {
        let given = try document(
            #"{"settings": {"telemetry": {"traces_url": "https://h/v1/traces", "headers": {"authorization": "Bearer swordfish", "x-a": {"kept": true}}}}}"#
        )
        #expect(given.hasSecrets)
        let shown = given.withoutSecrets()
        #expect(!shown.hasSecrets)
        #expect(
            shown.settings["telemetry"]?["headers"]
                == .object([
                    DocumentMember(name: "authorization", value: .kept),
                    DocumentMember(name: "x-a", value: .kept),
                ]))
        let odd = try document(
            #"{"settings": {"telemetry": {"headers": "Bearer swordfish"}}}"#)
        #expect(!odd.withoutSecrets().jsonText.contains("swordfish"))
    }

    @Test func whatIsKeptStays() throws {
        let kept = try document(
            #"{"settings": {"telemetry": {"traces_url": "https://h/v1/traces", "headers": {"Authorization": {"kept": true}, "x-a": {"kept": true}}}}}"#
        ).load(sources: sources())
        #expect(
            kept.vault.credentials == [
                Credential(
                    connectionID: "telemetry", origin: "https://h:443", place: .headers,
                    headerName: "authorization,x-a", keepSecret: true)
            ])
    }

    @Test func someKeptAndOthersNotMakeNoSet() throws {
        let mixed = try document(
            #"{"settings": {"telemetry": {"traces_url": "https://h/", "headers": {"a": {"kept": true}, "b": "1"}}}}"#
        )
        #expect(
            problems { () throws(ConfigurationErrors) in _ = try mixed.load(sources: sources()) }
                == "settings/telemetry/headers: headers must be given together, or kept together")
    }

    @Test func changesOfHeadersAreSeenWithoutTheirValues() throws {
        func document(_ value: String) throws -> Document {
            try ConfigurationTests.document(
                #"{"settings": {"telemetry": {"traces_url": "https://h/", "headers": {"a": \#(value)}}}}"#
            )
        }
        let stored = try document(#"{"kept": true}"#)
        #expect(try stored.changes(to: document(#"{"kept": true}"#)).isEmpty)
        let changed = try stored.changes(to: document(#""1""#))
        #expect(changed.map(\.name) == ["telemetry/headers/a"])
        #expect(try document(#""1""#).changes(to: stored).isEmpty)
    }

    @Test(arguments: [
        ("{}", "2:14: `telemetry` needs the field `traces_url`"),
        (
            "{traces_url: \"ftp://h/\"}",
            "2:27: `traces_url` must begin with http:// or https://"
        ),
        (
            "{traces_url: \"https://u:p@h/\"}",
            "2:27: `traces_url` must not contain a user name or password; use headers"
        ),
        (
            "{traces_url: \"https://h/?key=1\"}",
            "2:27: `traces_url` must not have a query or a fragment"
        ),
        ("{\(url), sample: 2}", "2:70: `sample` must be between 0 and 1"),
        ("{\(url), sample: 0.0001}", "2:70: `sample` has more than 3 decimals"),
        (
            "{\(url), headers: {host: h}}",
            "2:72: a secret cannot be in a header of that name"
        ),
        ("{\(url), headers: {a b: h}}", "2:72: a secret cannot be in a header of that name"),
        ("{\(url), headers: {a: \"1\", A: \"2\"}}", "2:80: a header is given twice"),
        (
            "{\(url), headers: {a: \"x\\ny\"}}",
            "2:75: a header is empty, too long, or has a character that is not printable ASCII"
        ),
        (
            "{\(url), headers: {a: {kept: true}}}",
            "2:75: a header: {kept: true} stands for a secret that is kept elsewhere; put the secret or a reference to it here"
        ),
        (
            "{\(url), headers: {a: {env: NONE}}}",
            "2:81: the environment variable `NONE` of `headers` is not set"
        ),
    ])
    func isRefused(_ text: String, _ error: String) {
        #expect(problem(text) == "c.yaml:" + error)
    }

    @Test func documentsHaveNoReferences() throws {
        let given = try document(
            #"{"settings": {"telemetry": {"traces_url": "https://h/", "headers": {"a": {"env": "HOME"}}}}}"#
        )
        #expect(
            problems { () throws(ConfigurationErrors) in _ = try given.load(sources: sources()) }
                == "settings/telemetry/headers/a: a header must be text, or {kept: true} for one that is kept"
        )
    }
}
