import ArgumentParser
import Configuration
import Crypto
import IPC
import Testing

@testable import OmniCommand

/// What `up` makes and says.
@Suite struct UpTests {
    @Test func firstKeyIsHashed() {
        let key = FirstKey(randomBytes: [UInt8](repeating: 255, count: 32), now: 5)
        #expect(key.secret == "sk-omni-" + String(repeating: "_", count: 42) + "8")
        #expect(key.record.hash == Crypto.sha256(key.secret))
        #expect(key.record.createdUnixUs == 5)
        #expect(!key.record.id.contains(key.secret))
        #expect(FirstKey.make().secret != FirstKey.make().secret)
    }

    @Test(arguments: [
        ([UInt8]([]), ""), ([0x66], "Zg"), ([0x66, 0x6f], "Zm8"), ([0x66, 0x6f, 0x6f], "Zm9v"),
        ([0xfb, 0xff], "-_8"), ([UInt8](repeating: 0, count: 6), "AAAAAAAA"),
    ])
    func base64URL(bytes: [UInt8], text: String) {
        #expect(FirstKey.base64URL(bytes) == text)
    }

    @Test func demoJoinsAConfiguration() throws {
        let merged = try Demo.add(to: .empty, port: 4711)
        let connection = try #require(merged.route.connections.first)
        #expect(connection.name == "demo")
        #expect(connection.baseURL == "http://127.0.0.1:4711/v1")
        #expect(connection.models == ["echo"])
        #expect("\(connection.prefix)/\(connection.models[0])" == Demo.model)
        #expect(merged.vault.credentials.map(\.connectionID) == [connection.id])
        #expect(merged.route.settings == LoadedConfiguration.defaultSettings)
        #expect(throws: CommandFailure.self) { try Demo.add(to: merged, port: 1) }
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

    @Test func applySaysWhatChanged() {
        let before = RouteSummary(generation: 4, connections: 1, keys: 2)
        let after = RouteSummary(generation: 5, connections: 3, keys: 2)
        #expect(
            ApplyCommand.report(before, after, generation: 5)
                == "applied: generation 5, connections 1 -> 3, keys 2")
        #expect(
            ApplyCommand.report(after, after, generation: 5)
                == "unchanged: generation 5, connections 3, keys 2")
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
        let logs = try #require(
            try OmniRoute.parseAsRoot(["logs", "-f", "-n", "3", "--json"]) as? LogsCommand)
        #expect(logs.follow && logs.json && logs.count == 3)
    }

    @Test(arguments: [["up", "--port", "70000"], ["nope"], ["trace"], ["status", "--bogus"]])
    func wrongUsageIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try OmniRoute.parseAsRoot(arguments) }
    }
}
