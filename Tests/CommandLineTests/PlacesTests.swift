import ArgumentParser
import Testing

@testable import OmniCommand

/// Paths, ports and addresses.
@Suite struct PlacesTests {
    @Test func socketsLieInTheDataDirectory() {
        let data = DataDirectory("/home/u/.omniroute/")
        #expect(data.path == "/home/u/.omniroute")
        let place = SocketPlace.plan(data, runtimeDirectory: "/run/user/1", user: 1)
        #expect(place.path == "/home/u/.omniroute/run")
        #expect(place.socket(of: .route) == "/home/u/.omniroute/run/route.sock")
    }

    @Test func longPathsMoveAway() {
        let long = DataDirectory("/" + String(repeating: "x", count: 90))
        let place = SocketPlace.plan(long, runtimeDirectory: "/run/user/1", user: 1)
        #expect(place.path.hasPrefix("/run/user/1/omniroute-"))
        let other = DataDirectory("/" + String(repeating: "y", count: 90))
        #expect(
            SocketPlace.plan(other, runtimeDirectory: "/run/user/1", user: 1).path != place.path)
        let fallback = SocketPlace.plan(long, runtimeDirectory: nil, user: 7)
        #expect(fallback.path.hasPrefix("/tmp/omniroute-7-"))
        #expect(fallback.fits)
        let unusable = String(repeating: "/z", count: 60)
        #expect(SocketPlace.plan(long, runtimeDirectory: unusable, user: 7) == fallback)
    }

    @Test func theLimitIsExact() {
        // The longest name is "/omni-translate.notify"; 107 bytes and a zero fit.
        let longest = "/omni-translate.notify".utf8.count
        #expect(SocketPlace(path: String(repeating: "p", count: 107 - longest)).fits)
        #expect(!SocketPlace(path: String(repeating: "p", count: 108 - longest)).fits)
    }

    @Test func askedPlacesWin() throws {
        let options = try PlaceOptions.parse(["--socket-dir", "/a/b"])
        #expect(SocketPlace.find(options).path == "/a/b")
        let data = try PlaceOptions.parse(["--data-dir", "/nowhere/at/all"])
        #expect(SocketPlace.find(data).path == "/nowhere/at/all/run")
    }

    @Test(arguments: [("route", DaemonName.route), ("omni-logd", .logd)])
    func namesOfDaemons(text: String, daemon: DaemonName) {
        #expect(DaemonName(argument: text) == daemon)
        #expect(DaemonName(argument: "web") == nil)
    }

    @Test func portFromEnvironment() throws {
        #expect(try UpSettings.port(asked: 1, variable: "2") == 1)
        #expect(try UpSettings.port(asked: nil, variable: "2") == 2)
        #expect(try UpSettings.port(asked: nil, variable: nil) == 20_128)
        #expect(throws: CommandFailure.self) {
            try UpSettings.port(asked: nil, variable: "70000")
        }
    }

    @Test func addresses() throws {
        #expect(try DoorAddress(host: "localhost", port: 1).hosts == ["127.0.0.1", "::1"])
        #expect(try DoorAddress(host: "[::1]", port: 1).hosts == ["::1"])
        #expect(try DoorAddress(host: "127.8.0.1", port: 1).isLoopback)
        #expect(try !DoorAddress(host: "0.0.0.0", port: 1).isLoopback)
        #expect(throws: CommandFailure.self) { try DoorAddress(host: "example.org", port: 1) }
        #expect(DoorAddress.url(host: "::1", port: 8) == "http://[::1]:8")
        #expect(DoorAddress.url(host: "0.0.0.0", port: 8) == "http://127.0.0.1:8")
        #expect(DoorAddress.url(host: "10.0.0.1", port: 8) == "http://10.0.0.1:8")
    }

    @Test func findsListenersInTheTable() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:4EA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 777 1 0 100 0 0 10 0
               1: 0100007F:4EA0 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 888 1 0 20 4 30 10 -1
               2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 999 1 0 100 0 0 10 0
            """
        #expect(PortHolder.listening(on: 0x4EA0, table) == ["777"])
        #expect(PortHolder.listening(on: 80, table) == ["999"])
        #expect(PortHolder.listening(on: 81, table).isEmpty)
        #expect(PortHolder.listening(on: 80, "").isEmpty)
    }
}
