import ArgumentParser
import Testing

@testable import OmniCommand

/// Arguments of the commands of the ledger.
@Suite struct LedgerCommandTests {
    /// 2026-11-30T12:00:00Z.
    private let now: Int64 = 1_796_040_000_000_000

    private func parse<Command>(_ type: Command.Type, _ arguments: String...) throws -> Command {
        try #require(try OmniRoute.parseAsRoot(arguments) as? Command)
    }

    private func text(_ query: [APIPath.Parameter]) -> String {
        query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    @Test func logsAloneAreRequests() throws {
        let logs = try parse(LogsRequestsCommand.self, "logs", "--json", "-n", "5", "-f")
        #expect(logs.count == 5 && logs.follow && logs.output.format == .jsonl)
        #expect(try parse(LogsRequestsCommand.self, "logs", "--request", "r").id == "r")
        #expect(try parse(LogsRequestsCommand.self, "logs", "requests", "--id", "r").id == "r")
        let attempts = try parse(
            LogsRowsCommand<AttemptTable>.self, "logs", "attempts", "--id", "r")
        #expect(attempts.id == "r" && attempts.count == 20)
        _ = try parse(LogsRowsCommand<CallTable>.self, "logs", "calls")
        let console = try parse(
            LogsConsoleCommand.self, "logs", "console", "--level", "warning", "--daemon", "route")
        #expect(console.level == "warning" && console.daemon == ["route"])
        _ = try parse(AuditCommand.self, "logs", "audit", "--fields", "time,actor")
        let export = try parse(
            LogsExportCommand.self, "logs", "export", "calls", "--format", "csv", "-o", "x.csv")
        #expect(export.table == "calls" && export.format == .csv && export.output == "x.csv")
        #expect(try parse(LogsExportCommand.self, "logs", "export").table == "requests")
    }

    @Test func filtersBecomeParameters() throws {
        let logs = try parse(
            LogsRequestsCommand.self, "logs", "--since", "2h", "--until", "2026-11-30", "--key",
            "a",
            "--key", "-", "--provider", "openai", "--connection", "work", "--model", "gpt-*",
            "--combo", "c", "--client", "curl", "--endpoint", "chat", "--result", "failed",
            "--status", "502", "--min-cost", "0.1", "--slower-than", "1500ms", "--search", "a b")
        #expect(
            text(logs.filter.query(now: now))
                == "from=2026-11-30T10:00:00.000Z&until=2026-12-01T00:00:00.000Z&key=a&key=-"
                + "&provider=openai&connection=work&model=gpt-*&combo=c&client=curl&endpoint=chat"
                + "&result=failed&status=502&min_cost_usd=0.100000000000&min_total_ms=1500&search=a b"
        )
        #expect(text(logs.filter.liveQuery()).hasPrefix("key=a&key=-"))
        let wrong = try parse(LogsRequestsCommand.self, "logs", "--errors")
        #expect(
            text(wrong.filter.query(now: now))
                == "result=refused&result=limited&result=failed&result=broken")
    }

    @Test func tablesRefuseFiltersThatTheyDoNotHave() throws {
        let calls = try parse(
            LogsRowsCommand<CallTable>.self, "logs", "calls", "--since", "1d", "--key", "a")
        let error = try #require(throws: CommandFailure.self) {
            try calls.filter.check(CallTable.filters, of: "calls")
        }
        #expect(error.status == 64 && error.message.hasPrefix("--key is no filter of calls"))
        try calls.filter.check(RequestTable.filters, of: "requests")
    }

    @Test(arguments: [
        ("90s", 1_796_039_910_000_000), ("1w", 1_795_435_200_000_000),
        ("2026-11-30", 1_795_996_800_000_000), ("2026-11-30T12:00:00+01:00", 1_796_036_400_000_000),
    ])
    func moments(argument: String, start: Int64) throws {
        #expect(try #require(TimeArgument(argument: argument)).start(now: now) == start)
    }

    @Test(arguments: [
        "", "h", "5", "5 m", "-5m", "1y", "2026-13-01", "yesterday", "99999999999999w",
    ])
    func noMoments(argument: String) {
        #expect(TimeArgument(argument: argument) == nil)
    }

    @Test func aDayIsInItWhole() throws {
        let day = try #require(TimeArgument(argument: "2026-11-29"))
        #expect(day.end(now: now) - day.start(now: now) == 86_400_000_000)
        let ago = try #require(TimeArgument(argument: "10m"))
        #expect(ago.end(now: now) == ago.start(now: now))
        #expect(TimeArgument.ago(.max).start(now: now) == 0)
    }

    @Test func sums() throws {
        let usage = try parse(
            UsageCommand.self, "usage", "--by", "key,model", "--by", "tier", "--bucket", "day",
            "--range", "30d", "--zone", "Europe/Berlin", "--key", "a", "--percentiles")
        #expect(
            text(usage.groups.query + usage.span.query(now: now, usual: "7d"))
                == "group=key&group=model&group=tier&bucket=day&key=a&range=30d&zone=Europe/Berlin")
        let costs = try parse(CostsCommand.self, "costs", "--since", "2026-11-01")
        #expect(
            text(costs.span.query(now: now, usual: "mtd"))
                == "from=2026-11-01T00:00:00.000Z&until=2026-11-30T12:00:00.000Z")
        #expect(
            text(try parse(CostsCommand.self, "costs").span.query(now: now, usual: "mtd"))
                == "range=mtd")
        #expect(try parse(ReportCommand.self, "report", "--month", "2026-11").output == .text)
        #expect(try parse(ReportCommand.self, "report", "-o", "markdown").output == .markdown)
    }

    @Test func othersOfTheLedger() throws {
        #expect(try parse(TopCommand.self, "top", "--once").once)
        _ = try parse(LedgerShowCommand.self, "ledger")
        _ = try parse(LedgerCheckCommand.self, "ledger", "check")
        #expect(try parse(LedgerDeleteBodiesCommand.self, "ledger", "delete-bodies", "-y").yes)
        #expect(try parse(ExplainCommand.self, "explain", "r", "--bodies").bodies)
        let backup = try parse(BackupCreateCommand.self, "backup", "--automatic", "--with-history")
        #expect(backup.automatic && backup.withHistory)
        #expect(try parse(BackupListCommand.self, "backup", "list", "--automatic").automatic)
        let refresh = try parse(
            QuotaRefreshCommand.self, "quota", "refresh", "--older-than", "300", "--quiet")
        #expect(refresh.olderThan == 300 && refresh.quiet)
    }

    @Test(arguments: [
        ["logs", "--result", "well"], ["logs", "--result", "ok", "--errors"],
        ["logs", "-f", "-o", "json"], ["logs", "-f", "--until", "1h"], ["logs", "-f", "--id", "r"],
        ["logs", "--since", "soon"], ["logs", "--min-cost", "-1"], ["logs", "--fields", ""],
        ["logs", "console", "--level", "loud"], ["logs", "console", "--daemon", "mock"],
        ["logs", "export", "bodies"], ["logs", "export", "--format", "xml"],
        ["usage", "--by", "moon"], ["usage", "--by", "key,key"],
        ["usage", "--by", "key,model,tier,result"], ["usage", "--bucket", "year"],
        ["usage", "--range", "8d"], ["usage", "--range", "7d", "--since", "1d"],
        ["usage", "--until", "1d"], ["usage", "-o", "name"], ["report", "--month", "2026-13"],
        ["report", "--month", "november"], ["backup", "--automatic", "-o", "x"],
        ["backup", "list", "d", "--automatic"],
    ])
    func nonsenseIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try OmniRoute.parseAsRoot(arguments) }
    }
}
