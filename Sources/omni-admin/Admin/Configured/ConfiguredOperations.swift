/// The operations that change the configuration.
struct ConfiguredOperations: OperationGroup {
    private let changes: ConfiguredChanges
    private let random: (Int) -> [UInt8]
    private let wallMicroseconds: () -> Int64

    /// - Parameters:
    ///   - keeper: Keeps and changes the configuration.
    ///   - random: Unpredictable bytes, for the secrets of keys.
    ///   - wallMicroseconds: The wall clock, for the end of a former secret.
    init(
        _ keeper: ConfigurationKeeper, random: @escaping (Int) -> [UInt8],
        wallMicroseconds: @escaping () -> Int64
    ) {
        changes = ConfiguredChanges(keeper: keeper)
        self.random = random
        self.wallMicroseconds = wallMicroseconds
    }

    var operations: [Operation] {
        let lists = [EntryForm.connections, .combos, .budgets].flatMap { form in
            let resource = SectionResource(form: form, changes: changes)
            return [
                resource.list, resource.add, resource.show, resource.replace, resource.patch,
                resource.remove,
            ]
        }
        let maps = [EntryForm.aliases, .prices].flatMap { form in
            let resource = SectionResource(form: form, changes: changes)
            return [resource.list, resource.show, resource.replace, resource.remove]
        }
        let keys = KeyResource(changes, random: random, wallMicroseconds: wallMicroseconds)
        return lists + ProviderResource(changes).operations + maps + keys.operations
            + SettingsResource(changes: changes).operations
            + ConfigurationResource(changes: changes).operations
    }
}
