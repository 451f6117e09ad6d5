internal import ArgumentParser
internal import Glibc
internal import IPC
internal import JSON

/// `omniroute route MODEL`.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Show who would answer a request for a model now, and why others would not.",
        discussion: "Nothing is called and nothing is counted.")

    @Argument(help: "A model, an alias or a combo, as a client would name it.")
    var model: String

    @Option(help: ArgumentHelp("As if a client with this API key asked.", valueName: "name"))
    var key: String?

    @OptionGroup var options: ListingOptions

    func run() throws {
        let lines = RouteLines(topic: .topicPlan, subject: model, key: key ?? "")
        var answers = false
        let asJSON = options.json
        try lines.each(at: options.places) { line in
            guard let plan = try? JSONDocument(line).root else { return }
            answers = DecisionText.next(plan) != nil
            if asJSON {
                Terminal.write(line + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
            } else {
                for text in DecisionText.plan(plan) { print(text) }
            }
        }
        guard answers else { throw CommandFailure(.unhealthy, "") }
    }
}

/// `omniroute explain REQUEST-ID`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how it was decided who answers a request.",
        discussion: """
            Each decision with its candidates and why others were passed over. route remembers the last few thousand \
            requests since its start; their attempts are in `omniroute logs --request`.
            """)

    @Argument(help: "The id, as X-Request-Id gave it.")
    var request: String

    @OptionGroup var options: ListingOptions

    func run() throws {
        let lines = RouteLines(topic: .topicExplain, subject: request)
        let asJSON = options.json
        var shown = 0
        try lines.each(at: options.places) { line in
            guard let decision = try? JSONDocument(line).root else { return }
            shown += 1
            if asJSON {
                Terminal.write(line + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
            } else {
                for text in DecisionText.decision(decision) { print(text) }
            }
        }
        if shown == 0 {
            throw CommandFailure(.unhealthy, "route remembers no decision about \(request)")
        }
    }
}
