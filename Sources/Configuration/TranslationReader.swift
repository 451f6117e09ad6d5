internal import IPC

/// Reads the settings about translation: `thinking` and `system_prompt`, each in a short form too, and `guard`.
struct TranslationReader {
    let problems: Problems

    private static let modes: [(name: String, mode: ThinkingMode)] = [
        ("passthrough", .passthrough), ("auto", .auto), ("custom", .custom),
        ("adaptive", .adaptive),
    ]
    /// Tokens where `custom` and `adaptive` name none.
    private static let standardBudget: UInt32 = 10_240
    private static let budgets = 0...131_072

    /// The settings; what is not named is left to the client.
    func read(_ fields: Fields) -> TranslationSettings {
        var settings = TranslationSettings()
        if let node = fields.node("thinking") { readThinking(node, into: &settings) }
        if let node = fields.node("system_prompt") { readSystemPrompt(node, into: &settings) }
        settings.guard = fields.choice("guard", Choices.guardModes) ?? .off
        return settings
    }

    private func readThinking(_ node: Node, into settings: inout TranslationSettings) {
        if node.scalar != nil {
            guard let name = Fields.text(node, "`thinking`", problems) else { return }
            settings.thinking = mode(name, node.mark) ?? .passthrough
            settings.thinkingBudget = Self.hasBudget(settings.thinking) ? Self.standardBudget : 0
            return
        }
        guard let fields = Fields(node, "`thinking`", known: ["mode", "budget"], problems),
            let name = fields.requiredText("mode", "`thinking`"),
            let mode = mode(name, fields.valueMark(of: "mode"))
        else { return }
        settings.thinking = mode
        guard Self.hasBudget(mode) else {
            if fields.has("budget") {
                problems.add(
                    fields.mark(of: "budget"), "`budget` is for the modes custom and adaptive only")
            }
            return
        }
        guard fields.has("budget") else { return settings.thinkingBudget = Self.standardBudget }
        settings.thinkingBudget = UInt32(fields.integer("budget", in: Self.budgets) ?? 0)
    }

    private func mode(_ name: String, _ mark: Mark?) -> ThinkingMode? {
        if let found = Self.modes.first(where: { $0.name == name }) { return found.mode }
        let names = Fields.list(Self.modes.map(\.name))
        problems.add(mark, "the mode of `thinking` must be one of \(names)")
        return nil
    }

    private static func hasBudget(_ mode: ThinkingMode) -> Bool {
        mode == .custom || mode == .adaptive
    }

    private func readSystemPrompt(_ node: Node, into settings: inout TranslationSettings) {
        if node.scalar != nil {
            settings.systemPrompt = prompt(node) ?? ""
            return
        }
        let known = ["text", "position"]
        guard let fields = Fields(node, "`system_prompt`", known: known, problems) else { return }
        guard let text = fields.node("text") else {
            return problems.add(fields.mark, "`system_prompt` needs the field `text`")
        }
        settings.systemPrompt = prompt(text) ?? ""
        guard let position = fields.text("position") else { return }
        guard position == "first" || position == "last" else {
            return problems.add(
                fields.valueMark(of: "position"), "`position` must be first or last")
        }
        settings.systemPromptLast = position == "last"
    }

    private func prompt(_ node: Node) -> String? {
        guard let text = Fields.text(node, "the text of `system_prompt`", problems) else {
            return nil
        }
        guard text.utf8.count <= Limits.systemPromptBytes else {
            problems.add(
                node.mark,
                "the text of `system_prompt` has more than \(Limits.systemPromptBytes) bytes"
            )
            return nil
        }
        return text
    }
}
