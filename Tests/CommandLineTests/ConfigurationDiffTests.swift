import Configuration
import Testing

@testable import OmniCommand

/// What a change of the configuration says of itself.
@Suite struct ConfigurationDiffTests {
    private let answer = #"""
        {"generation":7,"dry_run":true,"changes":[
        {"section":"connections","name":"work","kind":"changed","fields":["base_url","api_key"]},
        {"section":"keys","name":"old\u001b[2J","kind":"removed","fields":[]},
        {"section":"settings","name":"cache/ttl","kind":"added","fields":[]},
        {"section":"keys","name":"x","kind":"unheard-of","fields":[]}]}
        """#

    @Test func linesNameFieldsAndNoValues() throws {
        let diff = try ConfigurationDiff(ManageReply(status: 200, body: Array(answer.utf8)))
        #expect(
            diff.lines(colored: false) == [
                "~ connections/work: base_url, api_key", "- keys/old?[2J", "+ settings/cache/ttl",
            ])
        #expect(diff.removes && !diff.isEmpty)
        #expect(diff.generation == 7)
        #expect(diff.summary == "1 added, 1 changed, 1 removed")
        #expect(diff.lines(colored: true)[1] == "\u{1b}[31m- keys/old?[2J\u{1b}[0m")
    }

    @Test func theLastLineSaysWhetherItHappened() throws {
        let diff = try ConfigurationDiff(ManageReply(status: 200, body: Array(answer.utf8)))
        #expect(
            ConfigurationChange.summary(diff, dryRun: false)
                == "applied: generation 7, 1 added, 1 changed, 1 removed")
        #expect(
            ConfigurationChange.summary(diff, dryRun: true)
                == "would change: 1 added, 1 changed, 1 removed")
        let nothing = ConfigurationDiff(changes: [], generation: 7)
        #expect(ConfigurationChange.summary(nothing, dryRun: false) == "unchanged: generation 7")
        #expect(!nothing.removes)
    }

    @Test func additionsAloneNeedNoQuestion() {
        let diff = ConfigurationDiff(
            changes: [DocumentChange(section: "keys", name: "a", kind: .added)], generation: 1)
        #expect(!diff.removes)
        #expect(diff.lines(colored: false) == ["+ keys/a"])
    }
}
