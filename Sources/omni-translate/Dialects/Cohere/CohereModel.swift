/// What a model can do, told from its name.
struct CohereModel: Equatable {
    /// Takes `thinking`, and shows its thoughts.
    var thinks = false
    /// Takes pictures.
    var sees = true

    init(_ name: String) {
        let name = name.lowercased()
        thinks = Self.thinking.contains { name.holds($0) }
        sees = !Self.blind.contains { name.hasPrefix($0) } && name != "command"
    }

    private static let thinking = ["reasoning", "command-a-plus"]
    /// Beginnings of the names of models for text only.
    private static let blind = [
        "command-r", "command-a-03", "command-a-reasoning", "command-a-translate", "command-light",
        "command-nightly", "c4ai-aya-expanse",
    ]
}
