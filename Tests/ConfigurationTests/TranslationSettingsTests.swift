import Configuration
import IPC
import Testing

/// The settings about translation.
@Suite struct TranslationSettingsTests {
    private func settings(_ text: String) throws -> TranslationSettings? {
        try load("settings:\n  \(text)\n").route.translation
    }

    @Test(
        arguments: [
            ("thinking: passthrough", nil),
            ("thinking: auto", TranslationSettings(thinking: .auto)),
            ("thinking: custom", TranslationSettings(thinking: .custom, thinkingBudget: 10_240)),
            (
                "thinking: {mode: custom, budget: 0}",
                TranslationSettings(thinking: .custom, thinkingBudget: 0)
            ),
            (
                "thinking: {mode: adaptive, budget: 2000}",
                TranslationSettings(thinking: .adaptive, thinkingBudget: 2000)
            ),
            (
                "thinking: {mode: adaptive}",
                TranslationSettings(thinking: .adaptive, thinkingBudget: 10_240)
            ),
            ("system_prompt: Be brief.", TranslationSettings(systemPrompt: "Be brief.")),
            ("system_prompt: {text: Be brief.}", TranslationSettings(systemPrompt: "Be brief.")),
            (
                "system_prompt: {text: \"a\\nb\", position: last}",
                TranslationSettings(systemPrompt: "a\nb", systemPromptLast: true)
            ),
            (
                "system_prompt: {text: a, position: first}", TranslationSettings(systemPrompt: "a")
            ),
            ("heartbeat: 15s", nil),
        ] as [(String, TranslationSettings?)])
    func isTaken(text: String, expected: TranslationSettings?) throws {
        #expect(try settings(text) == expected)
    }

    @Test(arguments: [
        (
            "thinking: hard",
            "c.yaml:2:13: the mode of `thinking` must be one of passthrough, auto, custom, adaptive"
        ),
        ("thinking: {budget: 1}", "c.yaml:2:13: `thinking` needs the field `mode`"),
        (
            "thinking: {mode: auto, budget: 1}",
            "c.yaml:2:26: `budget` is for the modes custom and adaptive only"
        ),
        (
            "thinking: {mode: custom, budget: 200000}",
            "c.yaml:2:36: `budget` must be between 0 and 131072"
        ),
        ("thinking: 5", "c.yaml:2:13: `thinking` must be text; found a number; put it in quotes"),
        (
            "thinking: [auto]",
            "c.yaml:2:13: `thinking` must be a mapping with the fields mode, budget; found a list"
        ),
        ("system_prompt: {position: last}", "c.yaml:2:18: `system_prompt` needs the field `text`"),
        (
            "system_prompt: {text: a, position: middle}",
            "c.yaml:2:38: `position` must be first or last"
        ),
        ("system_prompt: \"\"", "c.yaml:2:18: the text of `system_prompt` is empty"),
    ]) func isRefused(text: String, error: String) {
        #expect(errors(of: "settings:\n  \(text)\n") == error)
    }

    @Test func theSystemPromptIsBounded() {
        let text = String(repeating: "x", count: 32_769)
        #expect(
            errors(of: "settings:\n  system_prompt: \(text)\n")
                == "c.yaml:2:18: the text of `system_prompt` has more than 32768 bytes")
    }
}
