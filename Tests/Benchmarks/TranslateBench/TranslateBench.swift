// What translation costs: microseconds and allocations of a request and of a streamed chunk, for each client's dialect
// with each provider's, and the memory of an open stream. Build it in release; prints a table, or JSON with `--json`.
import Dialects
import IPC

/// The program.
enum TranslateBench {
    static func run(_ arguments: [String]) {
        let wanted = arguments.dropFirst().filter { !$0.hasPrefix("--") }
        let asJSON = arguments.contains("--json")
        var lines: [String] = []
        for client in Names.clients {
            for provider in Names.providers where isWanted(client, provider, wanted) {
                guard let figures = PairFigures(client: client, provider: provider) else {
                    fatalError("\(client.word) to \(provider.word) does not translate")
                }
                lines.append(asJSON ? figures.json : figures.line)
                if !asJSON {
                    print(
                        lines.count == 1 ? PairFigures.heading + "\n" + figures.line : figures.line)
                }
            }
        }
        if asJSON { print("[\n" + lines.joined(separator: ",\n") + "\n]") }
    }

    private static func isWanted(_ client: Dialect, _ provider: Dialect, _ names: [String]) -> Bool
    {
        names.isEmpty || names.contains("\(client.word)/\(provider.word)")
    }
}

/// The dialects that are measured.
enum Names {
    static let clients: [Dialect] = [.openaiChat, .openaiResponses, .anthropic, .gemini, .ollama]
    static let providers: [Dialect] = clients + [.cohere, .bedrock]

    /// A model whose provider takes most.
    static func model(_ dialect: Dialect) -> String {
        switch dialect {
        case .openaiChat, .openaiResponses: "gpt-5"
        case .anthropic: "claude-sonnet-4-5"
        case .gemini: "gemini-2.5-flash"
        case .bedrock: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
        case .ollama, .cohere, .none: "command-a"
        }
    }
}
