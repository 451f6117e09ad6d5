internal import ArgumentParser
internal import EventLoop
internal import JSON

/// `omniroute usage`.
struct UsageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Show who uses what: requests, tokens, money, times.",
        discussion: """
            Of the last seven days, unless a span is given. Tokens of answers from the cache are not in it. Money is of \
            three kinds, which are never added up: what is billed, what a subscription covers (at list price), and requests \
            whose price is not known. Audio that is billed by time and calls of the providers' own tools are shown where there \
            are any.

            Percentiles of a phase are of the requests that had it. Waits for a place at an account (queue) are of all for which \
            a decision was made, failed attempts (failed) of all that were tried: 0 says that most had none.

            Examples:
              omniroute usage --by key,model --since 7d
              omniroute usage --bucket day --range 30d --zone Europe/Berlin
              omniroute usage --latency --by provider --range 24h
            """)

    @OptionGroup var groups: GroupOptions
    @OptionGroup var span: SpanOptions

    @Flag(help: "With the times of the slower half, twentieth and hundredth.")
    var percentiles = false

    @Flag(
        help:
            "Times only: of the whole, until the first token and byte, of each phase on the way.")
    var latency = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard output.format != .name else { throw ValidationError("sums have no names") }
    }

    func run() throws {
        var query = groups.query + span.query(now: wallMicroseconds(), usual: "7d")
        if percentiles || latency { query.append(("percentiles", "true")) }
        let answer = try ManageSession(places).get(APIPath.with(query, APIPath.of("usage")))
        let columns: AggregateText =
            latency ? .latency : percentiles ? .percentiles : .usage
        try AggregateOutput.print(answer, columns, output.format)
    }
}
