/// Names that were seen; of few ones quicker than a set, as most mappings have.
struct NameSet {
    private static let few = 12
    private var list: [String] = []
    private var rest: Set<String> = []

    /// Adds a name; false when it is there already.
    mutating func insert(_ name: String) -> Bool {
        guard !list.contains(name) else { return false }
        guard list.count >= Self.few else {
            list.append(name)
            return true
        }
        return rest.insert(name).inserted
    }
}
