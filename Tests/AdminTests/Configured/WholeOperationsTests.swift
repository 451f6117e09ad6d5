import Configuration
import IPC
import JSON
import Testing

@testable import Admin

/// Settings, and the configuration as a whole.
@Suite struct WholeOperationsTests {
    private let work = KeeperBench.connection("work", key: "sk-work-secret-1")

    // MARK: Settings

    @Test func settingsBelongToTheLayerThatGivesThem() throws {
        let api = try ConfiguredBench()
        try api.file(#"{"settings":{"guard":"warn","cache":{"ttl":"2h"}}}"#)
        let changed = try api.send(
            .patch, "/api/settings", #"{"cache":{"entries":9},"require_api_key":false}"#)
        #expect(changed.status == 200)
        #expect(changed["cache", "ttl"]?.string == "2h")
        #expect(changed["cache", "entries"]?.int == 9)
        #expect(changed["managed_by", "cache/ttl"]?.string == "file")
        #expect(changed["managed_by", "cache/entries"]?.string == "api")
        #expect(api.note?.action == "settings.change")
        #expect(api.note?.detail.contains("cache/entries") == true)
        #expect(api.note?.detail.contains("require_api_key") == true)
        let refused = try api.send(.patch, "/api/settings", #"{"guard":"off","cache":null}"#)
        #expect(refused.status == 409)
        #expect(refused.text.contains("settings/guard"))
        #expect(refused.text.contains("settings/cache"))
        let undone = try api.send(.patch, "/api/settings", #"{"cache":{"entries":null}}"#)
        #expect(undone["cache", "entries"] == nil)
        #expect(try api.send(.patch, "/api/settings", #"{"gaurd":"off"}"#).status == 422)
        #expect(try api.send(.get, "/api/settings")["require_api_key"]?.bool == false)
    }

    @Test func removingWhatIsNotThereMakesNothing() throws {
        let api = try ConfiguredBench()
        try api.file("{}")
        let nothing = try api.send(.patch, "/api/settings", #"{"cache":{"ttl":null},"zone":null}"#)
        #expect(nothing.status == 200)
        #expect(nothing["cache"] == nil)
        #expect(api.changedNothing)
        #expect(try api.bench.keeper.document().settings["cache"] == nil)
        let partly = try api.send(
            .patch, "/api/settings", #"{"cache":{"ttl":null},"zone":"UTC"}"#)
        #expect(partly["zone"]?.string == "UTC")
        #expect(partly["cache"] == nil)
        try api.send(.patch, "/api/settings", #"{"cache":{"ttl":"2h","entries":9}}"#)
        let removed = try api.send(.patch, "/api/settings", #"{"cache":{"ttl":null}}"#)
        #expect(removed["cache", "ttl"] == nil)
        #expect(removed["cache", "entries"]?.int == 9)
        #expect(try api.send(.patch, "/api/settings", #"{"cache":null}"#)["cache"] == nil)
    }

    @Test(arguments: [
        (#"{"gaurd":null}"#, "settings/gaurd", "did you mean `guard`"),
        (#"{"guard":null,"cache":{"zzzzzzzz":null}}"#, "settings/cache/zzzzzzzz", "the fields are"),
    ])
    func namesThatNothingHasAreNotRemoved(patch: String, path: String, hint: String) throws {
        let api = try ConfiguredBench()
        try api.file("{}")
        let refused = try api.send(.patch, "/api/settings", patch)
        #expect(refused.status == 422)
        #expect(refused.text.contains(path) && refused.text.contains(hint))
    }

    // MARK: Apply

    @Test func applyingReplacesTheFileAndLeavesTheRest() throws {
        let api = try ConfiguredBench()
        let file = #"{"connections":[\#(work)],"aliases":{"fast":"work/m"}}"#
        let trial = try api.send(.put, "/api/config?dry_run=true", file)
        #expect(trial.status == 200)
        #expect(trial["dry_run"]?.bool == true)
        #expect(trial["changes"]?.count == 2)
        #expect(api.changedNothing)
        #expect(try api.bench.keeper.document() == .empty)
        let applied = try api.send(.put, "/api/config", file)
        #expect(applied["generation"]?.int == 1)
        #expect(applied["changes"]?[0]?["kind"]?.string == "added")
        #expect(applied["changes"]?[0]?["section"]?.string == "connections")
        try api.send(.post, "/api/keys", #"{"name":"laptop"}"#)
        #expect(try api.send(.put, "/api/config", file)["changes"]?.count == 0)
        let emptied = try api.send(.put, "/api/config", "{}")
        #expect(emptied["changes"]?.count == 2)
        #expect(try api.bench.keeper.document().names(in: .keys) == ["laptop"])
        #expect(api.bench.secret("work") == nil)
    }

    @Test func yamlIsTakenWithoutReferences() throws {
        let api = try ConfiguredBench()
        let yaml = """
            connections:
              - name: work
                provider: openai-compatible
                base_url: https://llm.example.com/v1
                api_key: sk-work-secret-1
            """
        let applied = try api.send(.put, "/api/config", yaml, type: "application/yaml")
        #expect(applied.status == 200)
        #expect(api.bench.secret("work") == "sk-work-secret-1")
        for reference in ["api_key_file: /etc/hostname", "api_key_env: PATH"] {
            let reaching = yaml.replacing("api_key: sk-work-secret-1", with: reference)
            let reply = try api.send(.put, "/api/config", reaching, type: "application/yaml")
            #expect(reply.status == 422)
        }
        let json = KeeperBench.connection("work").dropLast() + #","api_key_file":"/etc/hostname"}"#
        #expect(
            try api.send(.put, "/api/config", #"{"connections":[\#(json)]}"#).status == 422)
        #expect(try api.send(.put, "/api/config", "a: [", type: "application/yaml").status == 422)
        for nothing in ["", "# nothing\n", "---\nnull\n", "~", "--- null"] {
            let reply = try api.send(.put, "/api/config", nothing, type: "application/yaml")
            #expect(reply.status == 422)
        }
        #expect(try api.send(.put, "/api/config", "{}", type: "application/yaml").status == 200)
    }

    @Test func aFileMayNameWhatTheAPIHas() throws {
        let api = try ConfiguredBench()
        try api.send(.post, "/api/connections", work)
        let yaml = "combos: [{name: c, models: [work/m]}]"
        #expect(
            try api.send(.put, "/api/config", yaml, type: "application/yaml").status == 200)
        #expect(try api.send(.delete, "/api/connections/work").status == 422)
        // What was exported as YAML is taken again, with the secrets that are kept.
        let exported = try api.send(.get, "/api/config?layer=api&format=yaml").text
        let again = try api.send(
            .post, "/api/config/import?replace=true", exported, type: "application/yaml")
        #expect(again.status == 200)
        #expect(again["changes"]?.count == 0)
        #expect(api.bench.secret("work") == "sk-work-secret-1")
    }

    // MARK: Export

    @Test func exportsWhatCanBeImported() throws {
        let api = try ConfiguredBench()
        try api.file(#"{"connections":[\#(work)]}"#)
        try api.send(.post, "/api/keys", #"{"name":"laptop"}"#)
        let merged = try api.send(.get, "/api/config")
        #expect(merged["connections"]?[0]?["api_key"]?["kept"]?.bool == true)
        #expect(merged["keys"]?[0]?["secret_sha256"]?.string?.utf8.count == 64)
        #expect(!merged.text.contains("sk-work-secret-1"))
        #expect(try api.send(.get, "/api/config?layer=file")["keys"] == nil)
        let yaml = try api.send(.get, "/api/config?layer=api&format=yaml")
        #expect(yaml.header("content-type") == "application/yaml")
        #expect(yaml.text.contains("laptop"))
        #expect(try api.send(.get, "/api/config?layer=all").status == 400)
        // The file's layer, as it was exported, is what holds already: markers mean "as it is".
        let file = try api.send(.get, "/api/config?layer=file").text
        #expect(try api.send(.put, "/api/config", file)["changes"]?.count == 0)
        #expect(api.bench.secret("work") == "sk-work-secret-1")
        api.scopes = [.read]
        #expect(!(try api.send(.get, "/api/config").text.contains("sha256")))
    }

    // MARK: Import

    @Test func importsWhatIsNotThere() throws {
        let api = try ConfiguredBench()
        try api.file(#"{"connections":[\#(work)],"settings":{"guard":"warn"}}"#)
        let part =
            #"{"combos":[{"name":"c","models":["work/m"]}],"settings":{"zone":"UTC"},"keys":[{"name":"k","secret":"chosen-by-me"}]}"#
        let trial = try api.send(.post, "/api/config/import?dry_run=true", part)
        #expect(trial["changes"]?.count == 3)
        let imported = try api.send(.post, "/api/config/import", part)
        #expect(imported.status == 200)
        #expect(imported["generation"]?.int == 2)
        #expect(try api.send(.get, "/api/combos/c")["managed_by"]?.string == "api")
        let again = try api.send(.post, "/api/config/import", part)
        #expect(again.status == 409)
        #expect(again.text.contains("combos/c"))
        let replaced = try api.send(
            .post, "/api/config/import?replace=true",
            part.replacing("work/m\"]", with: "work/m\"],\"attempts\":2"))
        #expect(replaced["changes"]?.count == 1)
        #expect(replaced["changes"]?[0]?["fields"]?[0]?.string == "attempts")
        let file = try api.send(
            .post, "/api/config/import?replace=true", #"{"connections":[\#(work)]}"#)
        #expect(file.status == 409)
        let setting = try api.send(.post, "/api/config/import", #"{"settings":{"guard":"off"}}"#)
        #expect(setting["error", "code"]?.string == "managed_by_file")
    }

    @Test func settingsThatAreThereAreImportedOnRequestOnly() throws {
        let api = try ConfiguredBench()
        try api.file("{}")
        try api.send(.patch, "/api/settings", #"{"zone":"UTC","cache":{"ttl":"2h"}}"#)
        let other = #"{"settings":{"zone":"UTC","cache":{"ttl":"3h","entries":5}}}"#
        let refused = try api.send(.post, "/api/config/import", other)
        #expect(refused.status == 409)
        #expect(refused["error", "code"]?.string == "already_exists")
        #expect(refused.text.contains("settings/cache/ttl"))
        #expect(!refused.text.contains("settings/zone"))
        #expect(!refused.text.contains("settings/cache/entries"))
        #expect(try api.send(.get, "/api/settings")["cache", "ttl"]?.string == "2h")
        let same = #"{"settings":{"zone":"UTC","guard":"warn"}}"#
        #expect(try api.send(.post, "/api/config/import", same).status == 200)
        #expect(try api.send(.post, "/api/config/import?replace=true", other).status == 200)
        let settings = try api.send(.get, "/api/settings")
        #expect(settings["cache", "ttl"]?.string == "3h")
        #expect(settings["guard"]?.string == "warn")
    }
}
