@testable import Dialects
import IPC

/// Short words for turns, for suites about their order.
protocol TurnMaking {}

extension TurnMaking {
    var target: Target {
        Target(requestID: "r", client: .openaiChat, provider: .anthropic, model: "m")
    }

    func ordered(
        _ turns: [Turn], _ rules: TurnRules, to provider: Dialect = .anthropic
    ) throws -> [Turn] {
        var report = LossReport(
            Target(requestID: "r", client: .openaiChat, provider: provider, model: "m"))
        return try Turns.ordered(turns, rules, &report)
    }

    func text(_ text: String) -> Block { .text(TextBlock(text)) }
    func user(_ text: String) -> Turn { Turn(.user, [self.text(text)]) }
    func system(_ text: String) -> Turn { Turn(.system, [self.text(text)]) }
    func assistant(_ blocks: Block...) -> Turn { Turn(.assistant, blocks) }
    func call(_ id: String) -> Block {
        .toolCall(ToolCall(id: id, name: "f", arguments: "{}"))
    }
    func result(_ id: String, _ content: String = "ok") -> Block {
        .toolResult(ToolResult(callID: id, content: [text(content)]))
    }
    func missing(_ id: String) -> Block {
        var result = ToolResult(callID: id, content: [text("no result")])
        result.name = "f"
        result.isError = true
        return .toolResult(result)
    }
}

extension TurnRules {
    /// As anthropic and gemini want it.
    static var strict: TurnRules {
        var rules = gathering
        rules.mergesRoles = true
        rules.dropsBlankText = true
        rules.userFirst = true
        rules.needsTurn = true
        return rules
    }

    /// As openai-chat wants it.
    static var gathering: TurnRules {
        var rules = TurnRules()
        rules.gathersResults = true
        return rules
    }
}
