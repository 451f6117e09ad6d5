extension Document {
    /// Joins the document with another layer: its own entries come first.
    ///
    /// - Parameters:
    ///   - other: The other layer.
    ///   - conflict: What is said of a name or setting that both have.
    /// - Returns: Both together, unchecked.
    /// - Throws: An error for each entry and each setting that is in both.
    public func merged(
        with other: Document,
        conflict: (String) -> String = { "`\($0)` is in the configuration file already" }
    ) throws(ConfigurationErrors) -> Document {
        var merged = self
        var errors: [ConfigurationError] = []
        for section in DocumentSection.allCases {
            var entries = self[section]
            for entry in other[section].list {
                guard entries[entry.name] == nil else {
                    let path = "\(section.rawValue)/\(entry.name)"
                    errors.append(ConfigurationError(path: path, message: conflict(entry.name)))
                    continue
                }
                entries[entry.name] = entry.value
            }
            merged[section] = entries
        }
        merged.settings = Self.merged(settings, other.settings, Self.settingsName) {
            path, name in errors.append(ConfigurationError(path: path, message: conflict(name)))
        }
        guard errors.isEmpty else {
            throw ConfigurationErrors(
                Array(errors.prefix(Limits.errors)),
                omitted: max(0, errors.count - Limits.errors))
        }
        return merged
    }

    /// Two objects of settings as one; of a member that both have only objects can be joined.
    private static func merged(
        _ first: DocumentValue, _ second: DocumentValue, _ path: String,
        _ report: (_ path: String, _ name: String) -> Void
    ) -> DocumentValue {
        var merged = first
        for member in second.members ?? [] {
            let place = "\(path)/\(member.name)"
            guard let present = first[member.name] else {
                merged[member.name] = member.value
                continue
            }
            guard case .object = present, case .object = member.value else {
                report(place, member.name)
                continue
            }
            merged[member.name] = Self.merged(present, member.value, place, report)
        }
        return merged
    }
}
