internal import IPC

/// The rows of the settings about translation: numbers in the table `settings`, text in `texts`.
enum TranslationTable {
    /// Takes a number over; one of the door or of a later version is passed over.
    static func set(_ name: String, _ value: Int64, in settings: inout TranslationSettings) {
        switch name {
        case "thinking_mode":
            settings.thinking = ThinkingMode(rawValue: Int32(clamping: value)) ?? .passthrough
        case "thinking_budget": settings.thinkingBudget = UInt32(clamping: value)
        case "system_prompt_last": settings.systemPromptLast = value != 0
        default: break
        }
    }

    /// Takes a text over; one of a later version is passed over.
    static func set(_ name: String, _ value: String, in settings: inout TranslationSettings) {
        if name == "system_prompt" { settings.systemPrompt = value }
    }

    /// The rows that are numbers.
    static func rows(of settings: TranslationSettings) -> [(name: String, value: Int64)] {
        [
            ("thinking_mode", Int64(settings.thinking.rawValue)),
            ("thinking_budget", Int64(settings.thinkingBudget)),
            ("system_prompt_last", settings.systemPromptLast ? 1 : 0),
        ]
    }

    /// The rows that are text.
    static func texts(of settings: TranslationSettings) -> [(name: String, value: String)] {
        [("system_prompt", settings.systemPrompt)]
    }
}
