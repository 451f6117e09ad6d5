import ArgumentParser
import Configuration
import IPC
import Testing

@testable import OmniCommand

/// What `up` makes and says.
@Suite struct UpTests {
    @Test func demoJoinsAConfiguration() throws {
        let document = Demo.add(to: .empty, port: 4711)
        #expect(document.names(in: .connections) == ["demo"])
        let loaded = try document.load()
        let connection = try #require(loaded.route.connections.first)
        #expect(connection.name == "demo")
        #expect(connection.baseURL == "http://127.0.0.1:4711/v1")
        #expect(connection.models == ["echo"])
        #expect("\(connection.prefix)/\(connection.models[0])" == Demo.model)
        #expect(loaded.vault.credentials.map(\.connectionID) == [connection.id])
        #expect(throws: CommandFailure.self) { try Demo.check(loaded) }
    }

    @Test(
        arguments: [
            ("127.0.0.1:20129", ["127.0.0.1"], 20129), ("[::1]:0", ["::1"], 0),
            ("localhost:1", ["127.0.0.1", "::1"], 1), ("0.0.0.0:65535", ["0.0.0.0"], 65535),
        ] as [(String, [String], UInt16)])
    func managementHasAnAddressOfItsOwn(text: String, hosts: [String], port: UInt16) throws {
        let address = try DoorAddress(listen: text)
        #expect(address.hosts == hosts && address.port == port)
    }

    @Test(arguments: [
        "", "20129", "127.0.0.1", "::1:20129", "host:1", "127.0.0.1:65536", ":1", "[::1]",
    ])
    func refusesWhatIsNoAddress(text: String) {
        let failure = #expect(throws: CommandFailure.self) { try DoorAddress(listen: text) }
        #expect(failure?.message.contains("--admin-listen") == true)
    }

    @Test func callsOfTheStart() throws {
        let apply = ManageCall.applying(Demo.add(to: .empty, port: 1))
        #expect(apply.method == "PUT" && apply.target == "/api/config")
        #expect(try Document(json: apply.body).names(in: .connections) == ["demo"])
        #expect(apply.isRepeatable)
        #expect(FirstKey().call.target == "/api/keys?only_if_none=true")
        #expect(ManageCall.exporting("file").target == "/api/config?layer=file&format=json")
    }

    @Test func bannerShowsTheKeyAndACommand() {
        let text = Banner(
            url: "http://127.0.0.1:1/v1", newKey: "sk-omni-x", hasDemo: true,
            configurationFile: "/d/config.yaml"
        ).text
        #expect(text.contains("API key, shown only this once: sk-omni-x"))
        #expect(text.contains("DEMO: demo/echo"))
        #expect(text.contains("curl http://127.0.0.1:1/v1/chat/completions"))
        #expect(text.contains("Bearer sk-omni-x"))
        #expect(text.contains("/d/config.yaml"))
    }

    @Test func bannerWithoutNewKeyNamesAVariable() {
        var banner = Banner(
            url: "http://h/v1", exampleModel: "w/m", configurationFile: "/c", hasConfiguration: true
        )
        #expect(banner.text.contains("Bearer $OMNIROUTE_API_KEY"))
        #expect(banner.text.contains("w/m"))
        #expect(!banner.text.contains("DEMO"))
        banner.requiresKey = false
        #expect(!banner.text.contains("Authorization"))
        banner.exampleModel = nil
        #expect(!banner.text.contains("curl"))
        #expect(banner.text.contains("No provider"))
    }

    @Test func commandsTakeTheirOwnOptions() throws {
        let up = try #require(
            try OmniRoute.parseAsRoot(["up", "--data-dir", "/d", "--port", "0", "--no-demo"])
                as? UpCommand)
        #expect(up.dataDirectory == "/d")
        #expect(up.port == 0)
        #expect(up.demo == false)
        #expect(up.host == "127.0.0.1")
        #expect(try OmniRoute.parseAsRoot(["up"]) as? UpCommand != nil)
        #expect(try OmniRoute.parseAsRoot([]) is OverviewCommand)
    }

    @Test(arguments: [["up", "--port", "70000"], ["nope"], ["trace"], ["status", "--bogus"]])
    func wrongUsageIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try OmniRoute.parseAsRoot(arguments) }
    }
}
