internal import Configuration

/// The single settings of an object of settings, by their paths: "zone", "cache/ttl".
enum SettingPaths {
    /// The paths of all values that are no objects, in their order.
    static func all(in settings: DocumentValue) -> [String] {
        var paths: [String] = []
        collect(settings, "", &paths)
        return paths
    }

    /// The paths of `patch` that would change what `settings` gives: where one is the other, or within it.
    static func conflicts(of patch: DocumentValue, with settings: DocumentValue) -> [String] {
        var paths: [String] = []
        collectConflicts(patch, settings, "", &paths)
        return paths
    }

    /// As `conflicts`, without the paths of what `settings` gives already as it is in `patch`.
    static func changes(by patch: DocumentValue, of settings: DocumentValue) -> [String] {
        var paths: [String] = []
        collectConflicts(patch, settings, "", isEqualFine: true, &paths)
        return paths
    }

    /// The patch without the parts that would only remove what is not there.
    ///
    /// A merge patch makes an object of them, which for settings is not nothing: `{"cache": {}}` is a cache.
    static func effective(
        _ patch: DocumentValue, on settings: DocumentValue
    ) -> DocumentValue {
        effectivePart(patch, settings) ?? .object([])
    }

    /// The parts of the patch that would only remove what is not there; an empty object where there are none.
    static func vain(_ patch: DocumentValue, on settings: DocumentValue) -> DocumentValue {
        vainPart(patch, settings) ?? .object([])
    }

    private static func vainPart(
        _ patch: DocumentValue, _ present: DocumentValue?
    ) -> DocumentValue? {
        if patch == .null { return present == nil ? patch : nil }
        let kept = (patch.members ?? []).compactMap { member -> DocumentMember? in
            vainPart(member.value, present?[member.name]).map {
                DocumentMember(name: member.name, value: $0)
            }
        }
        return kept.isEmpty ? nil : .object(kept)
    }

    private static func effectivePart(
        _ patch: DocumentValue, _ present: DocumentValue?
    ) -> DocumentValue? {
        if patch == .null { return present == nil ? nil : patch }
        // An object that says nothing is meant as it is.
        guard let members = patch.members, !members.isEmpty else { return patch }
        let kept = members.compactMap { member -> DocumentMember? in
            effectivePart(member.value, present?[member.name]).map {
                DocumentMember(name: member.name, value: $0)
            }
        }
        return kept.isEmpty ? nil : .object(kept)
    }

    private static func collect(_ value: DocumentValue, _ path: String, _ paths: inout [String]) {
        guard let members = value.members, path.isEmpty || !members.isEmpty else {
            return paths.append(path)
        }
        for member in members { collect(member.value, joined(path, member.name), &paths) }
    }

    private static func collectConflicts(
        _ patch: DocumentValue, _ settings: DocumentValue, _ path: String,
        isEqualFine: Bool = false, _ paths: inout [String]
    ) {
        if isEqualFine, patch == settings { return }
        guard let members = patch.members, settings.members != nil else {
            return paths.append(path)
        }
        for member in members {
            guard let given = settings[member.name] else { continue }
            collectConflicts(
                member.value, given, joined(path, member.name), isEqualFine: isEqualFine, &paths)
        }
    }

    private static func joined(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path)/\(name)"
    }
}
