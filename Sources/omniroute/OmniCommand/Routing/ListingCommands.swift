internal import ArgumentParser
internal import IPC

/// `omniroute connections`.
struct ConnectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections",
        abstract: "Show the provider connections and how each of them stands.")

    @OptionGroup var options: ListingOptions

    func run() throws {
        try RouteListing(
            lines: RouteLines(topic: .topicConnections),
            columns: [
                .text("NAME", "name"),
                .text("PROVIDER", "provider"),
                .text("DIALECT", "dialect"),
                .text("TIER", "tier"),
                .text("STATE", "state"),
                .number("FOR S", "for_s"),
                .number("OPEN", "open"),
                .number("CALLS", "calls"),
                .number("FAILED", "failed"),
                .number("FIRST TOKEN MS", "first_token_ms"),
                .text("LAST FAILURE", "last_failure"),
            ],
            nothing: "no provider connection is configured"
        ).print(options)
    }
}

/// `omniroute combos`.
struct CombosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "combos", abstract: "Show the combos: names that stand for several models.")

    @OptionGroup var options: ListingOptions

    func run() throws {
        try RouteListing(
            lines: RouteLines(topic: .topicCombos),
            columns: [
                .text("NAME", "name"),
                .text("STRATEGY", "strategy"),
                .text("ENABLED", "enabled"),
                .number("REQUESTS", "requests"),
                .text("MODELS", "models"),
            ],
            nothing: "no combo is configured"
        ).print(options)
    }
}

/// `omniroute quota`.
struct QuotaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota",
        abstract: "Show how much of each account is used, and when it begins anew.")

    @OptionGroup var options: ListingOptions

    func run() throws {
        try RouteListing(
            lines: RouteLines(topic: .topicQuotas),
            columns: [
                .text("CONNECTION", "connection"),
                .text("WINDOW", "window"),
                .text("UNIT", "unit"),
                .number("USED", "used"),
                .number("LIMIT", "limit"),
                .number("LEFT %", "left_percent"),
                .number("RESETS IN S", "resets_in_s"),
            ],
            nothing: "no connection has a quota"
        ).print(options)
    }
}

/// `omniroute budget`.
struct BudgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget", abstract: "Show what was spent of each budget.")

    @OptionGroup var options: ListingOptions

    func run() throws {
        try RouteListing(
            lines: RouteLines(topic: .topicBudgets),
            columns: [
                .text("NAME", "name"),
                .text("SUBJECT", "subject"),
                .text("PERIOD", "period"),
                .number("SPENT USD", "spent_usd"),
                .number("RESERVED USD", "reserved_usd"),
                .number("LIMIT USD", "limit_usd"),
                .number("RESETS IN S", "resets_in_s"),
                .text("STATE", "state"),
            ],
            nothing: "no budget is configured"
        ).print(options)
    }
}

/// `omniroute models`.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Show the models that clients may ask for.")

    @OptionGroup var options: ListingOptions

    func run() throws {
        try RouteListing(
            lines: RouteLines(topic: .topicModels),
            columns: [
                .text("MODEL", "id"),
                .text("OWNER", "owned_by"),
            ],
            nothing: "no model is known"
        ).print(options)
    }
}
