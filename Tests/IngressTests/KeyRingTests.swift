import IPC
import Ingress
import Testing

struct KeyRingTests {
    private func hash(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

    private func key(_ ring: KeyRing, _ number: UInt8, at wall: Int64 = 0) throws -> String? {
        ring.key(try #require(KeyHash(hash(number))), at: wall)?.id
    }

    @Test func takesTheFormerSecretUntilItsTime() throws {
        let ring = KeyRing(
            [
                ClientKey(
                    id: "a", hash: hash(1), previousHash: hash(2), previousUntilUnixUs: 1000),
                ClientKey(id: "b", hash: hash(3), previousHash: hash(4)),
            ], previous: nil)
        #expect(try key(ring, 1, at: .max - 1) == "a")
        #expect(try key(ring, 2, at: 999) == "a")
        #expect(try key(ring, 2, at: 1000) == nil)
        #expect(try key(ring, 3) == "b")
        // Without a time there is no grace.
        #expect(try key(ring, 4) == nil)
    }

    @Test(arguments: [false, true])
    func aSecretBelongsToWhomItBelongsNow(_ isReversed: Bool) throws {
        let keys = [
            ClientKey(id: "a", hash: hash(1), previousHash: hash(2), previousUntilUnixUs: 1000),
            ClientKey(id: "b", hash: hash(2)),
        ]
        let ring = KeyRing(isReversed ? keys.reversed() : keys, previous: nil)
        #expect(try key(ring, 2) == "b" && key(ring, 2, at: 2000) == "b")
    }

    @Test func knowsUsersByNumberAndNeverByHash() throws {
        let ring = KeyRing(
            [
                ClientKey(
                    id: "u", hash: hash(1), previousHash: hash(2),
                    previousUntilUnixUs: .max, uid: 1000),
                ClientKey(id: "root", hash: hash(3), uid: 0),
                ClientKey(id: "nobody", hash: hash(4), uid: 65_534),
                ClientKey(id: "none", hash: hash(5), uid: .max),
            ], previous: nil)
        #expect(ring.key(user: 1000)?.id == "u" && ring.key(user: 0)?.id == "root")
        #expect(ring.key(user: 1001) == nil)
        #expect(ring.key(user: 65_534) == nil && ring.key(user: .max) == nil)
        for number in 1...5 { #expect(try key(ring, UInt8(number)) == nil) }
    }

    @Test func saysWhatAKeyMayDo() throws {
        func fault(
            _ endpoint: Endpoint = .chat, at wall: Int64 = 0, _ change: (inout ClientKey) -> Void
        ) throws -> DoorError? {
            let ring = KeyRing([Samples.clientKey(change)], previous: nil)
            let key = ring.key(try #require(KeyHash(Samples.keyHash)), at: wall)
            return try #require(key).fault(for: endpoint, at: wall)
        }
        #expect(try fault { _ in } == nil)
        #expect(try fault { $0.disabled = true } == .keyDisabled)
        #expect(try fault(at: 4) { $0.expiresUnixUs = 5 } == nil)
        #expect(try fault(at: 5) { $0.expiresUnixUs = 5 } == .keyExpired)
        #expect(try fault { $0.endpoints = [.models, .chat] } == nil)
        #expect(try fault(.generate) { $0.endpoints = [.chat] } == .endpointNotAllowed(.generate))
        // Metrics are no endpoint, so a narrowed key does not open them.
        #expect(try fault(.none) { $0.endpoints = [.chat] } == .endpointNotAllowed(.none))
        let all: (inout ClientKey) -> Void = {
            $0.disabled = true
            $0.expiresUnixUs = 1
            $0.endpoints = [.models]
        }
        #expect(try fault(at: 9, all) == .keyDisabled)
        let two: (inout ClientKey) -> Void = {
            $0.expiresUnixUs = 1
            $0.endpoints = [.models]
        }
        #expect(try fault(at: 9, two) == .keyExpired)
    }
}
