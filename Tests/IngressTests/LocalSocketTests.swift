import IPC
import Ingress
import Testing

/// Programs of this machine's users, who are known without a key.
struct LocalSocketTests {
    private let models = Samples.get("/v1/models")

    private func state(requiresKey: Bool = true) -> DoorState {
        .of(
            [
                Samples.clientKey(),
                ClientKey(
                    id: "u1", name: "alice",
                    // SHA-256 of "uid:1000", which anybody can write.
                    hash: Samples.userHash, endpoints: [.models],
                    rates: [RateWindow(requests: 2, seconds: 60)], uid: 1000),
            ], DoorSettings(requireApiKey: requiresKey))
    }

    @Test func knowsAUserAndKeepsToTheKeysLimits() throws {
        let door = TestDoor(state())
        let answer = try door.answer(models, user: 1000)
        #expect(answer.status == 200)
        #expect(answer.text.contains("x-ratelimit-remaining-requests: 1\r\n"))
        let head = try #require(door.requests.first?.head)
        #expect(head.keyID == "u1" && head.keyName == "alice")
        #expect(try door.status("POST /api/chat HTTP/1.1\r\nHost: a\r\n\r\n", user: 1000) == 403)
        #expect(try door.status(models, user: 1000) == 200)
        #expect(try door.status(models, user: 1000) == 429)
    }

    @Test func refusesOthersWhenKeysAreNeeded() throws {
        let door = TestDoor(state())
        #expect(try door.status(models, user: 1001) == 401)
        #expect(try door.status(models, user: 0) == 401)
        #expect(try door.status(models, from: "127.0.0.1") == 401)
        // What others may see is not kept from a user whose key is narrow.
        for user: UInt32 in [1000, 1001] {
            #expect(try door.status(Samples.get("/metrics"), user: user) == 200)
        }
    }

    @Test func servesOthersWithoutANameWhenNoneAreNeeded() throws {
        let door = TestDoor(state(requiresKey: false))
        #expect(try door.status(models, user: 1001) == 200)
        #expect(door.requests[0].head.keyID == "")
        #expect(try door.status(models, user: 1000) == 200)
        #expect(door.requests[1].head.keyID == "u1")
    }

    @Test func aKeyThatIsSentCountsBeforeTheUser() throws {
        let door = TestDoor(state())
        #expect(try door.status(Samples.get("/v1/models", headers: Samples.key), user: 1000) == 200)
        #expect(door.requests[0].head.keyID == "k1")
        let wrong = Samples.get("/v1/models", headers: "X-Api-Key: unused\r\n")
        #expect(try door.status(wrong, user: 1000) == 401)
    }

    @Test(arguments: [
        "X-Forwarded-For: 192.0.2.7\r\n", "Via: 1.1 proxy\r\n", "Origin: https://evil.example\r\n",
    ])
    func aRelayIsNotItsUser(_ header: String) throws {
        let door = TestDoor(state())
        #expect(try door.status(Samples.get("/v1/models", headers: header), user: 1000) == 401)
    }

    @Test func nobodyIsAUserByWritingSo() throws {
        let door = TestDoor(state())
        for address in ["127.0.0.1", "192.0.2.7"] {
            let text = Samples.get("/v1/models", headers: "Authorization: Bearer uid:1000\r\n")
            #expect(try door.status(text, from: address) == 401)
        }
        let text = Samples.get("/v1/models", headers: "Authorization: Bearer uid:1000\r\n")
        #expect(try door.status(text, user: 1001) == 401)
    }

    @Test func countsUsersAsTheyWereAddresses() throws {
        let door = TestDoor(
            .of(
                [],
                DoorSettings(
                    requireApiKey: false,
                    addresses: AddressFilter(mode: .allow, addresses: ["192.0.2.1"]),
                    addressRates: [RateWindow(requests: 1, seconds: 60)])))
        #expect(try door.status(models, user: 1) == 200)
        #expect(try door.status(models, user: 1) == 429)
        #expect(try door.status(models, user: 2) == 200)
    }

    @Test func failsClosedWithoutKeys() throws {
        let door = TestDoor(nil)
        let client = try door.client(user: 1000)
        try client.send(models)
        try door.pass(seconds: 6)
        #expect(try client.status() == 503)
    }
}
