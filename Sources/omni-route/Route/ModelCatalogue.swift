internal import IPC

/// The list of all models, as `GET /v1/models` shows it.
struct ModelCatalogue {
    /// An encoded `ModelsAnswer` with the models only.
    ///
    /// Lists of repeated fields are joined by appending their bytes.
    let encodedModels: [UInt8]
    /// How many there are.
    let count: Int

    /// Lists the models of every connection, each id once.
    init(_ table: TargetTable) {
        var models: [Model] = []
        var seen: Set<String> = []
        for target in table.targets {
            let connection = target.connection
            let isGeneric = connection.provider.hasSuffix("-compatible")
            for name in target.knownModels {
                let id = "\(connection.prefix)/\(name)"
                guard seen.insert(id).inserted else { continue }
                models.append(
                    Model(
                        id: id, ownedBy: isGeneric ? connection.prefix : connection.provider,
                        created: target.created))
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
