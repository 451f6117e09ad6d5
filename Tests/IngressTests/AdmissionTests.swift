import IPC
import Ingress
import Testing

/// Whom the door lets in, in the order in which it asks.
struct AdmissionTests {
    private let wrong = Samples.get("/v1/models", headers: "Authorization: Bearer wrong\r\n")
    private let models = Samples.get("/v1/models", headers: "Authorization: Bearer sk-test\r\n")

    private func settings(_ change: (inout DoorSettings) -> Void) -> DoorSettings {
        var settings = DoorSettings(requireApiKey: true)
        change(&settings)
        return settings
    }

    private func code(_ answer: (status: Int, text: String)) -> String {
        let parts = answer.text.split(separator: "\"code\":\"", maxSplits: 1)
        let word = parts.count == 2 ? parts[1].prefix { $0 != "\"" } : ""
        return "\(answer.status) \(word)"
    }

    @Test func asksInAStatedOrder() throws {
        // Each step would refuse; they are made to pass one after the other.
        var key = Samples.clientKey {
            $0.disabled = true
            $0.expiresUnixUs = 1
            $0.endpoints = [.chat]
            $0.rates = [RateWindow(requests: 0, seconds: 60)]
        }
        var settings = settings {
            $0.addresses = AddressFilter(mode: .allow, addresses: ["10.0.0.0/8"])
            $0.addressRates = [RateWindow(requests: 0, seconds: 60)]
        }
        let door = TestDoor(.of([key], settings))
        #expect(code(try door.answer(wrong)) == "403 address_not_allowed")
        settings.addresses = nil
        door.shared.publish(.of([key], settings))
        #expect(code(try door.answer(wrong)) == "429 rate_limit_exceeded")
        settings.addressRates = []
        door.shared.publish(.of([key], settings))
        #expect(code(try door.answer(wrong)) == "401 invalid_api_key")
        #expect(code(try door.answer(models)) == "403 key_disabled")
        key.disabled = false
        door.shared.publish(.of([key], settings))
        #expect(code(try door.answer(models)) == "403 key_expired")
        key.expiresUnixUs = 0
        door.shared.publish(.of([key], settings))
        let scope = try door.answer(models)
        #expect(code(scope) == "403 endpoint_not_allowed" && scope.text.contains("for models."))
        key.endpoints = []
        door.shared.publish(.of([key], settings))
        #expect(code(try door.answer(models)) == "429 rate_limit_exceeded")
        key.rates = []
        door.shared.publish(.of([key], settings))
        #expect(try door.status(models) == 200)
        let counters = door.shared.counters
        #expect(counters[.rejectedAddress] == 1 && counters[.rejectedRate] == 2)
        #expect(counters[.rejectedScope] == 3 && counters[.authInvalid] == 1)
        // Records begin where keys are looked at: a flood from a refused address fills no disk.
        #expect(try door.records().map(\.status) == [401, 403, 403, 403, 429, 200])
        #expect(try door.records().map(\.keyID) == ["", "k1", "k1", "k1", "k1", "k1"])
    }

    @Test func refusesAddressesWhateverTheyAskFor() throws {
        let door = TestDoor(
            .of(
                change: {
                    $0.addresses = AddressFilter(mode: .deny, addresses: ["192.0.2.0/24"])
                }))
        for text in [
            Samples.chat(), Samples.get("/health"), Samples.get("/nowhere"),
            Samples.get("/metrics"),
            "OPTIONS /v1/models HTTP/1.1\r\nHost: a\r\n\r\n",
        ] {
            #expect(try door.status(text) == 403)
            #expect(try door.status(text, from: "::ffff:192.0.2.7") == 403)
        }
        let client = try door.client()
        try client.send(Samples.chat())
        #expect(try client.status() == 403 && !client.isOpen)
        #expect(try door.status(Samples.chat(), from: "198.51.100.1") == 200)
        #expect(try door.status(Samples.chat(), user: 7) == 200)
    }

    @Test func findsClientsBehindTrustedProxiesOnly() throws {
        let door = TestDoor(
            .of(
                change: {
                    $0.addresses = AddressFilter(mode: .deny, addresses: ["192.0.2.0/24"])
                    $0.trustedProxies = ["10.0.0.1"]
                }))
        func ask(_ field: String, from peer: String) throws -> Int {
            try door.status(Samples.chat(headers: "X-Forwarded-For: \(field)\r\n"), from: peer)
        }
        #expect(try ask("192.0.2.7", from: "10.0.0.1") == 403)
        #expect(try ask("198.51.100.1, 192.0.2.7", from: "10.0.0.1") == 403)
        #expect(try ask("192.0.2.7, 198.51.100.1", from: "10.0.0.1") == 200)
        #expect(try ask("192.0.2.7", from: "10.0.0.2") == 200)
        #expect(try ask("198.51.100.1", from: "192.0.2.7") == 403)
        #expect(try ask("somebody", from: "10.0.0.1") == 400)
        #expect(try ask("somebody", from: "10.0.0.2") == 200)
    }

    @Test func boundsAnAddressOverAllKeys() throws {
        let door = TestDoor(
            .of(
                change: {
                    $0.addressRates = [RateWindow(requests: 2, seconds: 60)]
                    $0.trustedProxies = ["10.0.0.1"]
                }))
        #expect(try door.status(wrong) == 401)
        #expect(try door.status(models) == 200)
        let refused = try door.answer(Samples.chat())
        #expect(refused.status == 429 && refused.text.contains("retry-after: 23\r\n"))
        #expect(refused.text.contains("This address may make at most 2 requests"))
        // Whoever sends it through a proxy is the same.
        let proxied = Samples.chat(headers: "X-Forwarded-For: 192.0.2.7\r\n")
        #expect(try door.status(proxied, from: "10.0.0.1") == 429)
        #expect(try door.status(models, from: "192.0.2.8") == 200)
        // Health and metrics are no requests.
        #expect(try door.status(Samples.get("/health/live")) == 200)
        #expect(try door.status(Samples.get("/metrics", headers: Samples.key)) == 200)
        door.wall += 23_000_000
        #expect(try door.status(models) == 200)
    }

    @Test func boundsAKeyOverAllAddressesAndSnapshots() throws {
        let key = Samples.clientKey { $0.rates = [RateWindow(requests: 3, seconds: 60)] }
        let first = DoorState.of([key])
        let door = TestDoor(first)
        #expect(try door.status(models) == 200)
        #expect(try door.status(Samples.chat(), from: "198.51.100.1") == 200)
        let rotated = Samples.clientKey {
            $0.rates = key.rates
            $0.hash = [UInt8](repeating: 1, count: 32)
            $0.previousHash = Samples.keyHash
            $0.previousUntilUnixUs = .max
        }
        door.shared.publish(.of([rotated], after: first))
        #expect(try door.status(models) == 200)
        let refused = try door.answer(models)
        #expect(code(refused) == "429 rate_limit_exceeded")
        #expect(refused.text.contains("retry-after: 23\r\n"))
        #expect(
            refused.text.contains("3 requests in each window of 60 seconds. Try again in 23 sec"))
        door.wall += 23_000_000
        #expect(try door.status(models) == 200)
    }

    @Test func tellsInHeadersWhatIsLeft() throws {
        let door = TestDoor(
            .of([Samples.clientKey { $0.rates = [RateWindow(requests: 2, seconds: 60)] }]))
        let first = try door.answer(Samples.chat())
        #expect(
            first.text.contains(
                "x-ratelimit-limit-requests: 2\r\nx-ratelimit-remaining-requests: 1\r\n"
                    + "x-ratelimit-reset-requests: 23s\r\n"))
        let message =
            "POST /v1/messages HTTP/1.1\r\nHost: a\r\n\(Samples.key)Content-Length: 0\r\n\r\n"
        let second = try door.answer(message)
        #expect(second.text.contains("anthropic-ratelimit-requests-remaining: 0\r\n"))
        #expect(
            second.text.contains("anthropic-ratelimit-requests-reset: 1994-11-06T08:50:00Z\r\n"))
        let third = try door.answer(message)
        #expect(third.status == 429 && third.text.contains(#""type":"rate_limit_error""#))
        #expect(third.text.contains("anthropic-ratelimit-requests-limit: 2\r\n"))
        let unbound = try TestDoor().answer(Samples.chat())
        #expect(unbound.status == 200 && !unbound.text.contains("ratelimit"))
    }

    @Test func leavesTheProvidersOwnHeadersAlone() throws {
        let door = TestDoor(
            .of([Samples.clientKey { $0.rates = [RateWindow(requests: 2, seconds: 60)] }]))
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.stream.answer(
            ResponseHead(
                status: 200,
                headers: [Header(name: "X-RateLimit-Remaining-Tokens", value: "7")],
                contentLength: 0))
        request.stream.end(ResponseEnd(outcome: .complete))
        let text = try client.received()
        #expect(text.contains("X-RateLimit-Remaining-Tokens: 7\r\n"))
        #expect(!text.contains("x-ratelimit-limit-requests"))
    }

    private func guess(
        _ door: TestDoor, _ number: Int, from address: String = "192.0.2.7", user: UInt32? = nil,
        headers: String = ""
    ) throws -> (status: Int, text: String) {
        try door.answer(
            Samples.get(
                "/v1/models", headers: "Authorization: Bearer guess-\(number)\r\n" + headers),
            from: address, user: user)
    }

    @Test func stopsWhoeverGuessesKeys() throws {
        let door = TestDoor()
        // One wrong key, however often, is one guess.
        for _ in 0..<50 { #expect(try guess(door, 0).status == 401) }
        for number in 1..<DoorLimits.guesses { #expect(try guess(door, number).status == 401) }
        let stopped = try guess(door, 99)
        #expect(code(stopped) == "429 too_many_invalid_keys")
        #expect(stopped.text.contains("retry-after: 23\r\n"))
        // The right one too: else guessing would go on.
        #expect(try door.status(models) == 429)
        #expect(try door.status(models, from: "192.0.2.8") == 200)
        #expect(door.shared.counters[.authThrottled] == 2)
        #expect(try door.records().count == 50 + DoorLimits.guesses - 1 + 1)
        door.wall += 23_000_000
        #expect(try door.status(models) == 200)
    }

    @Test func guessingShutsOutNobodyWhoWasThereBefore() throws {
        let first = DoorState.of()
        let door = TestDoor(first)
        #expect(try door.status(models) == 200)
        for number in 0..<DoorLimits.guesses { #expect(try guess(door, number).status == 401) }
        #expect(try guess(door, 99).status == 429)
        #expect(try door.status(models) == 200)
        door.shared.publish(.of(after: first))
        #expect(try door.status(models) == 200)
    }

    @Test func remembersSomePlacesOfAKey() throws {
        let door = TestDoor()
        for place in 0...DoorLimits.keyOrigins {
            #expect(try door.status(models, from: "192.0.2.\(place)") == 200)
        }
        for address in ["192.0.2.0", "192.0.2.1"] {
            for number in 0..<DoorLimits.guesses {
                #expect(try guess(door, number, from: address).status == 401)
            }
        }
        #expect(try door.status(models, from: "192.0.2.0") == 429)
        #expect(try door.status(models, from: "192.0.2.1") == 200)
    }

    @Test func programsOfThisMachineShareAnAddressAndNoGuesses() throws {
        let door = TestDoor()
        let count = DoorLimits.guesses
        for number in 0...count {
            #expect(try guess(door, number, from: "127.0.0.1").status == 401)
        }
        #expect(try door.status(models, from: "127.0.0.1") == 200)
        // A relay here brings guesses of others; users on the local socket are told apart.
        let relayed = "Via: 1.1 relay\r\n"
        for number in 0..<count {
            #expect(try guess(door, number, from: "127.0.0.1", headers: relayed).status == 401)
            #expect(try guess(door, number, user: 1000).status == 401)
        }
        #expect(try guess(door, 99, from: "127.0.0.1", headers: relayed).status == 429)
        #expect(try guess(door, 99, user: 1000).status == 429)
        #expect(try guess(door, 99, user: 1001).status == 401)
    }

    @Test func countsARequestOnceThatWaitedForKeys() throws {
        let door = TestDoor(nil)
        let client = try door.client()
        try client.send(Samples.chat())
        try door.pass(seconds: 1)
        door.shared.publish(
            .of([Samples.clientKey { $0.rates = [RateWindow(requests: 2, seconds: 60)] }]))
        door.lane.doorOpened()
        try door.settle()
        door.requests[0].answer("{}")
        #expect(try client.received().contains("x-ratelimit-remaining-requests: 1\r\n"))
    }

    @Test func namesAnAddressThatCannotBeRead() {
        #expect(DoorState.of().unreadableAddress == nil)
        let filter = settings { $0.addresses = AddressFilter(addresses: ["10.0.0.0/8", "ten"]) }
        #expect(DoorState.of([], filter).unreadableAddress == "ten")
        #expect(
            DoorState.of([], settings { $0.trustedProxies = ["proxy"] }).unreadableAddress
                == "proxy")
    }
}
