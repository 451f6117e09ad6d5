internal import ArgumentParser

/// What sums are kept apart by, and which rows are in them.
struct GroupOptions: ParsableArguments {
    @Option(
        name: .customLong("by"),
        help: ArgumentHelp(
            "Apart by at most three of: \(GroupOptions.groups.joined(separator: ", ")).",
            valueName: "a,b"),
        completion: .list(GroupOptions.groups))
    var by: [String] = []

    @Option(
        help: ArgumentHelp(
            "And by time: \(GroupOptions.buckets.joined(separator: ", ")).", valueName: "bucket"),
        completion: .list(GroupOptions.buckets))
    var bucket: String?

    @Option(
        help: ArgumentHelp("Only of this API key.", valueName: "name"),
        completion: LiveNames.completion(KeyResource.self))
    var key: [String] = []

    @Option(
        help: ArgumentHelp("Only of this provider.", valueName: "name"),
        completion: LiveNames.completion(ProviderResource.self))
    var provider: [String] = []

    @Option(
        help: ArgumentHelp("Only of this connection.", valueName: "name"),
        completion: LiveNames.connections)
    var connection: [String] = []

    @Option(
        help: ArgumentHelp("Only of this model; * for anything.", valueName: "model"),
        completion: LiveNames.models)
    var model: [String] = []

    @Option(
        help: ArgumentHelp("Only of this combo.", valueName: "name"),
        completion: LiveNames.completion(ComboResource.self))
    var combo: [String] = []

    @Option(help: ArgumentHelp("Only of this program.", valueName: "program"))
    var client: [String] = []

    static let groups = [
        "key", "provider", "connection", "model", "combo", "client", "endpoint", "result", "tier",
    ]
    /// Rows at most: what the API gives.
    private static let rowsLimit = 10_000
    static let buckets = ["minute", "hour", "day", "week", "month", "hour_of_week"]

    /// The groups, those between commas apart.
    var names: [String] { by.flatMap { $0.split(separator: ",").map(String.init) } }

    func validate() throws {
        for name in names where !Self.groups.contains(name) {
            throw ValidationError(
                "there is no group \(name); those of \(Self.groups.joined(separator: ", "))")
        }
        guard names.count <= 3, Set(names).count == names.count else {
            throw ValidationError("at most three different groups")
        }
        if let bucket, !Self.buckets.contains(bucket) {
            throw ValidationError(
                "there is no bucket \(bucket); one of \(Self.buckets.joined(separator: ", "))")
        }
    }

    /// As parameters of a query.
    var query: [APIPath.Parameter] {
        var query = names.map { ("group", $0) }
        if let bucket { query.append(("bucket", bucket)) }
        let named: [(String, [String])] = [
            ("key", key), ("provider", provider), ("connection", connection), ("model", model),
            ("combo", combo), ("client", client),
        ]
        for (name, values) in named { query += values.map { (name, $0) } }
        query.append(("limit", "\(Self.rowsLimit)"))
        return query
    }
}
