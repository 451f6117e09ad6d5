internal import IPC

/// All connections, ready to be looked up; built anew when one of them or a model list changes.
///
/// Those that are switched off stay known by their prefix, so that a refusal can say so, and are in no list.
struct TargetTable {
    /// In the order in which they are tried: by priority, then as configured.
    let targets: [Target]
    private let byPrefix: [String: [Target]]
    private let byProvider: [String: [Target]]
    private let byModel: [String: [Target]]
    private let byID: [String: Target]

    init(_ targets: [Target]) {
        let ordered = Self.byPriority(targets)
        self.targets = ordered
        byPrefix = Dictionary(grouping: ordered) { $0.connection.prefix }
        var byProvider: [String: [Target]] = [:]
        for target in ordered where !target.isGeneric {
            byProvider[target.connection.provider, default: []].append(target)
            for alias in target.connection.providerAliases {
                byProvider[alias, default: []].append(target)
            }
        }
        self.byProvider = byProvider
        byID = Dictionary(
            ordered.map { ($0.connection.id, $0) }, uniquingKeysWith: { first, _ in first })
        var byModel: [String: [Target]] = [:]
        for target in ordered where !target.connection.disabled {
            for model in target.knownModels { byModel[model, default: []].append(target) }
        }
        self.byModel = byModel
    }

    /// The connections behind a prefix, in the order in which they are tried.
    func targets(prefix: String) -> [Target] { byPrefix[prefix] ?? [] }

    /// The connections of a provider, by its id or another name of it, in the order in which they are tried.
    ///
    /// Servers of one's own have an id that says only which dialect they speak, and are not found by it.
    func targets(provider: String) -> [Target] { byProvider[provider] ?? [] }

    /// The connections that list a model and are not switched off.
    func targets(listing model: String) -> [Target] { byModel[model] ?? [] }

    /// The connection with an id.
    func target(id: String) -> Target? { byID[id] }

    /// All prefixes, in the order of their first connections.
    var prefixes: [String] {
        var seen: Set<String> = []
        return targets.map(\.connection.prefix).filter { seen.insert($0).inserted }
    }

    private static func byPriority(_ targets: [Target]) -> [Target] {
        guard targets.contains(where: { $0.connection.priority != 0 }) else { return targets }
        return targets.enumerated().sorted {
            ($0.element.connection.priority, $0.offset)
                < ($1.element.connection.priority, $1.offset)
        }.map(\.element)
    }
}
