internal import IPC

/// The list of all models, as `GET /v1/models` shows it: combos, aliases, then the models of connections.
struct ModelCatalogue {
    /// An encoded `ModelsAnswer` with the models only.
    ///
    /// Lists of repeated fields are joined by appending their bytes.
    let encodedModels: [UInt8]
    /// How many there are.
    let count: Int

    /// Lists what a key may use, each id once; with the open scope, all.
    ///
    /// Combos and aliases are listed when something they lead to can be used; patterns are not. `blocked` are ids of
    /// providers in lower case.
    init(
        _ table: TargetTable, _ resolver: inout Resolver, scope: KeyScope = .open,
        blocked: Set<String> = []
    ) {
        var models: [Model] = []
        var seen: Set<String> = []
        let names =
            resolver.book.comboNames.map { ($0, "combo") }
            + resolver.book.aliasNames.map { ($0, "alias") }
        for (name, kind) in names where seen.insert(name).inserted {
            guard let first = resolver.usable(name, scope, blocked: blocked) else { continue }
            models.append(Model(id: name, ownedBy: kind, created: first.target.created))
        }
        for target in table.targets
        where !target.connection.disabled && !blocked.contains(target.providerKey) {
            let connection = target.connection
            let owner = target.isGeneric ? connection.prefix : connection.provider
            for name in target.knownModels {
                guard scope.isOpen || scope.allows(target, model: name) else { continue }
                let id = "\(connection.prefix)/\(name)"
                guard seen.insert(id).inserted else { continue }
                models.append(Model(id: id, ownedBy: owner, created: target.created))
            }
        }
        count = models.count
        encodedModels = ModelsAnswer(models: models).encoded()
    }

    /// The answer with leases for the connections whose own list is not known or too old.
    func answer(unknown leases: [Lease]) -> [UInt8] {
        encodedModels + ModelsAnswer(unknown: leases).encoded()
    }
}
