import IPC
import Ingress
import NIOCore
import NIOEmbedded
import Testing

/// The connection to admin, which is there only while somebody asks.
struct AdminLinkTests {
    private let get = Samples.get("/api/x")
    private let post = "POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"

    private func client(_ door: TestDoor) throws -> TestClient {
        try door.client(from: "127.0.0.1")
    }

    @Test func isMadeForARequestAndStaysWithAdmin() throws {
        let door = TestDoor()
        try door.pass(seconds: 30)
        #expect(door.admins.isEmpty)
        let client = try client(door)
        try client.send(get)
        try #require(door.managed.first).manage("{}")
        #expect(try client.status() == 200)
        try door.pass(seconds: 4)
        try client.send(get)
        #expect(door.admins.count == 1 && door.managed.count == 2)
        try door.pass(seconds: 20)
        #expect(door.admins[0].channel.isActive)
        door.managed[1].manage("{}")
        #expect(try client.status() == 200)
        try door.pass(seconds: 60)
        #expect(door.admins.count == 1 && door.admins[0].channel.isActive)
        #expect(door.shared.isAdminLinked)
        door.admins[0].connection.goAway(stopping: true)
        try door.settle()
        #expect(!door.admins[0].channel.isActive && !door.shared.isAdminLinked)
        try door.pass(seconds: 60)
        #expect(door.admins.count == 1)
        let later = try self.client(door)
        try later.send(get)
        #expect(door.admins.count == 2 && door.managed.count == 1)
    }

    @Test func sharesOneConnectionAmongThoseWhoWait() throws {
        let door = TestDoor()
        let clients = try (0..<3).map { _ in try client(door) }
        for client in clients { try client.send(get) }
        #expect(door.admins.count == 1 && door.managed.count == 3)
        for request in door.managed { request.manage("{}") }
        for client in clients { #expect(try client.status() == 200) }
    }

    @Test func saysThatNobodyIsThere() throws {
        let door = TestDoor()
        door.hasAdmin = false
        let client = try client(door)
        for request in [get, post, get] {
            try client.send(request)
            let text = try client.received()
            #expect(text.hasPrefix("HTTP/1.1 503 ") && text.contains("retry-after: 1\r\n"))
            #expect(text.contains("{\"error\":{\"code\":\"unavailable\",\"message\":\""))
        }
        #expect(client.isOpen)
        door.hasAdmin = true
        try client.send(get)
        #expect(door.managed.count == 1)
    }

    @Test func asksAgainOnceWhatChangesNothing() throws {
        let door = TestDoor()
        let client = try client(door)
        try client.send(get)
        try lose(door)
        #expect(door.admins.count == 2 && door.managed.count == 1)
        try lose(door)
        #expect(door.admins.count == 2)
        #expect(try client.status() == 503)
    }

    @Test func asksOnceForAChange() throws {
        let door = TestDoor()
        let client = try client(door)
        try client.send(post)
        #expect(door.managed.count == 1)
        try lose(door)
        #expect(door.admins.count == 1)
        #expect(try client.status() == 503)
    }

    @Test func breaksOffWhatHadBegun() throws {
        let door = TestDoor()
        let client = try client(door)
        try client.send(get)
        let request = try #require(door.managed.first)
        request.stream.answer(ManageResponse(status: 200, contentLength: 9))
        #expect(request.send("half") == 4)
        try door.settle()
        try lose(door)
        #expect(try client.received().hasSuffix("half") && !client.isOpen)
        #expect(door.admins.count == 1)
    }

    @Test func leavesAnAdminThatEnds() throws {
        let door = TestDoor()
        let client = try client(door)
        try client.send(get)
        door.managed[0].manage("{}")
        #expect(try client.status() == 200)
        door.admins[0].connection.goAway(stopping: true)
        try door.settle()
        #expect(!door.admins[0].channel.isActive)
        try door.pass(seconds: 30)
        #expect(door.admins.count == 1)
        let later = try self.client(door)
        try later.send(get)
        #expect(door.admins.count == 2 && door.managed.count == 1)
    }

    @Test func letsAnAdminThatEndsFinish() throws {
        let door = TestDoor()
        let first = try client(door)
        try first.send(get)
        door.admins[0].connection.goAway(stopping: true)
        try door.settle()
        let second = try client(door)
        try second.send(get)
        #expect(door.admins.count == 2)
        door.admins[0].requests[0].manage("1")
        door.admins[1].requests[0].manage("2")
        #expect(try first.received().hasSuffix("1"))
        #expect(try second.received().hasSuffix("2"))
        try door.settle()
        try door.pass(seconds: 1)
        #expect(!door.admins[0].channel.isActive && door.admins[1].channel.isActive)
    }

    private func lose(_ door: TestDoor) throws {
        door.admins[door.admins.count - 1].channel.close(promise: nil)
        try door.settle()
    }
}
