import Configuration
import Crypto
import IPC
import JSON
import Testing

@testable import Admin

@Suite struct KeyOperationsTests {
    @Test func aSecretIsMadeAndShownOnce() throws {
        let api = try ConfiguredBench()
        let made = try api.send(
            .post, "/api/keys", #"{"name":"laptop","models":["work/*"],"rates":["100/1m"]}"#)
        #expect(made.status == 201)
        let key = try #require(made["key"]?.string)
        #expect(key.hasPrefix("sk-omni-"))
        #expect(key.utf8.count == "sk-omni-".utf8.count + 43)
        #expect(!made.text.contains("sha256"))
        #expect(api.bench.daemons.route.keys.map(\.hash) == [Crypto.sha256(key)])
        let shown = try api.send(.get, "/api/keys/laptop")
        #expect(shown["key"] == nil)
        #expect(!shown.text.contains("sha256"))
        #expect(!api.bench.store.text.contains(key))
        #expect(api.note == nil)
    }

    @Test func theFirstKeyIsMadeOnce() throws {
        let api = try ConfiguredBench()
        let path = "/api/keys?only_if_none=true"
        #expect(try api.send(.post, path, #"{"name":"first"}"#).status == 201)
        #expect(api.note?.action == "key.add")
        #expect(try api.send(.post, path, #"{"name":"second"}"#).status == 204)
        #expect(api.changedNothing)
        #expect(try api.send(.get, "/api/keys")["data"]?.count == 1)
        #expect(try api.send(.post, path, #"{"name":"x","expires":"soon"}"#).status == 422)
        #expect(try api.send(.post, "/api/keys?only_if_none=1", #"{"name":"x"}"#).status == 400)
        // One that an earlier version has made counts as well.
        let other = try ConfiguredBench()
        other.bench.daemons.others.keys = 1
        #expect(try other.send(.post, path, #"{"name":"first"}"#).status == 204)
    }

    @Test func ownSecretsAndUsersAreTaken() throws {
        let api = try ConfiguredBench()
        let own = try api.send(.post, "/api/keys", #"{"name":"own","secret":"chosen-by-me"}"#)
        #expect(own.status == 201)
        #expect(own["key"] == nil)
        #expect(!own.text.contains("chosen-by-me"))
        #expect(!api.bench.store.text.contains("chosen-by-me"))
        #expect(try api.send(.post, "/api/keys", #"{"name":"user","uid":1000}"#).status == 201)
        let short = try api.send(.post, "/api/keys", #"{"name":"short","secret":"abc"}"#)
        #expect(short.status == 422)
        #expect(!short.text.contains("abc"))
        #expect(try api.send(.post, "/api/keys/user/rotate").status == 422)
    }

    @Test func rotationKeepsTheFormerSecretForAWhile() throws {
        let api = try ConfiguredBench()
        let first = try #require(
            try api.send(.post, "/api/keys", #"{"name":"laptop"}"#)["key"]?.string)
        let rotated = try api.send(.post, "/api/keys/laptop/rotate", #"{"grace":"24h"}"#)
        #expect(rotated.status == 200)
        #expect(rotated["previous_until"]?.string == "2026-11-30T20:00:00Z")
        let second = try #require(rotated["key"]?.string)
        #expect(second != first)
        let stored = try #require(api.bench.daemons.route.keys.first)
        #expect(stored.hash == Crypto.sha256(second))
        #expect(stored.previousHash == Crypto.sha256(first))
        #expect(stored.previousUntilUnixUs == api.bench.wall + 86_400_000_000)
        #expect(!rotated.text.contains("sha256"))
        #expect(api.note?.action == "key.rotate")
        // Without grace the former one is refused at once.
        let third = try api.send(.post, "/api/keys/laptop/rotate")
        #expect(third["previous_until"] == nil)
        #expect(api.bench.daemons.route.keys.first?.previousHash == [])
        #expect(try api.send(.post, "/api/keys/laptop/rotate", #"{"grace":5}"#).status == 422)
        #expect(try api.send(.post, "/api/keys/laptop/rotate", #"{"x":"1h"}"#).status == 422)
        #expect(try api.send(.post, "/api/keys/nobody/rotate").status == 404)
    }

    @Test func scopesChangeAndSecretsDoNot() throws {
        let api = try ConfiguredBench()
        try api.send(.post, "/api/keys", #"{"name":"laptop"}"#)
        let changed = try api.send(
            .patch, "/api/keys/laptop",
            #"{"enabled":false,"expires":"2027-01-31","budget":{"day":5}}"#)
        #expect(changed.status == 200)
        #expect(api.bench.daemons.route.keys.first?.disabled == true)
        #expect(api.bench.daemons.route.budgets.count == 1)
        for body in [#"{"secret":"another-secret"}"#, #"{"uid":5}"#, #"{"secret_sha256":null}"#] {
            #expect(try api.send(.patch, "/api/keys/laptop", body).status == 422)
        }
        #expect(try api.send(.put, "/api/keys/laptop", "{}").status == 404)
        #expect(try api.send(.delete, "/api/keys/laptop").status == 204)
    }

    @Test func aKeyOfTheFileIsNotRotatedHere() throws {
        let api = try ConfiguredBench()
        try api.file(#"{"keys":[{"name":"laptop","secret":"chosen-by-me"}]}"#)
        let reply = try api.send(.post, "/api/keys/laptop/rotate")
        #expect(reply.status == 409)
        #expect(reply["error", "code"]?.string == "managed_by_file")
    }
}
