internal import IPC

/// Which providers list their models where a connection's credential can read it.
enum ModelLists {
    /// Clouds that list models of others, or in another place, than those that a connection reaches: deployments of Azure
    /// have names of their own, and the lists of Bedrock and Vertex belong to other services.
    private static let without: Set<String> = ["azure", "bedrock", "vertex", "vertex-partner"]

    /// Whether a connection can be asked for its models.
    static func exist(at connection: ProviderConnection) -> Bool {
        connection.dialect != .bedrock && !without.contains(connection.provider)
    }
}
