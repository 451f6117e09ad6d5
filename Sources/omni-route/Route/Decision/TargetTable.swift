internal import IPC

/// All connections, ready to be looked up; built anew when one of them or a model list changes.
struct TargetTable {
    /// In the order in which they are tried.
    let targets: [Target]
    private let byPrefix: [String: [Target]]
    private let byModel: [String: [Target]]
    private let byID: [String: Target]

    init(_ targets: [Target]) {
        self.targets = targets
        byPrefix = Dictionary(grouping: targets) { $0.connection.prefix }
        byID = Dictionary(
            targets.map { ($0.connection.id, $0) }, uniquingKeysWith: { first, _ in first })
        var byModel: [String: [Target]] = [:]
        for target in targets {
            for model in target.knownModels { byModel[model, default: []].append(target) }
        }
        self.byModel = byModel
    }

    /// The connections behind a prefix, in the order in which they are tried.
    func targets(prefix: String) -> [Target] { byPrefix[prefix] ?? [] }

    /// The connections that list a model.
    func targets(listing model: String) -> [Target] { byModel[model] ?? [] }

    /// The connection with an id.
    func target(id: String) -> Target? { byID[id] }

    /// All prefixes, in the order of their first connections.
    var prefixes: [String] {
        var seen: Set<String> = []
        return targets.map(\.connection.prefix).filter { seen.insert($0).inserted }
    }
}
