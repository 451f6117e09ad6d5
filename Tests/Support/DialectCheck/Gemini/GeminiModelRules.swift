internal import JSON

/// How the lines of Gemini models take their thinking, by a part of the model name.
struct GeminiModelRules: Sendable {
    let name: String
    var budget: ClosedRange<Int64>?
    var levels: [String] = []

    /// Whether a budget of 0 turns thinking off.
    var canBeOff = false

    private static let table = [
        GeminiModelRules(name: "gemini-2.5-pro", budget: 128...32_768),
        GeminiModelRules(name: "gemini-2.5-flash", budget: 1...24_576, canBeOff: true),
        GeminiModelRules(name: "gemini-2.0"), GeminiModelRules(name: "gemini-1.5"),
    ]

    private static let pro = GeminiModelRules(
        name: "gemini-3-pro", budget: 128...32_768, levels: ["LOW", "MEDIUM", "HIGH"])
    private static let flash = GeminiModelRules(
        name: "gemini-3-flash", budget: 1...32_768, levels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"],
        canBeOff: true)

    static func of(_ model: String?) -> GeminiModelRules? {
        guard let model else { return nil }
        if model.contains("gemini-3") { return model.contains("pro") ? pro : flash }
        return table.first { model.contains($0.name) }
    }

    func check(_ config: JSONValue, at path: String, _ checker: inout Checker) {
        if let value = config["thinkingBudget"]?.int, value != -1 {
            let isOff = value == 0 && canBeOff
            checker.expect(
                isOff || budget?.contains(value) ?? false, path,
                "budget \(value) is not for \(name)")
        }
        if let level = config.text("thinkingLevel") {
            checker.expect(
                levels.contains(level.uppercased()), path, "level \(level) is not for \(name)")
        }
    }
}
