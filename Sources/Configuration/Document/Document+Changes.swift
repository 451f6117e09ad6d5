extension Document {
    /// What makes another document of this one.
    ///
    /// Secrets are not compared, as one of the two usually has none: a secret of a connection that the next one gives counts as
    /// changed unless this one gives the same, and a marker as unchanged. Client keys are compared by their hashes.
    ///
    /// - Parameter next: The other document.
    /// - Returns: The differences in the order of the sections; in each what is gone, what is changed, what is new.
    public func changes(to next: Document) -> [DocumentChange] {
        var changes: [DocumentChange] = []
        for section in DocumentSection.allCases {
            changes += Self.changes(self[section], next[section], in: section)
        }
        return changes + Self.settings(Self.leaves(settings), Self.leaves(next.settings))
    }

    private static func changes(
        _ first: DocumentEntries, _ second: DocumentEntries, in section: DocumentSection
    ) -> [DocumentChange] {
        let removed = first.list.filter { second[$0.name] == nil }
        let added = second.list.filter { first[$0.name] == nil }
        let changed = second.list.compactMap { entry -> DocumentChange? in
            guard let before = first[entry.name] else { return nil }
            let fields = fields(from: before, to: entry.value, in: section)
            guard let fields else { return nil }
            return DocumentChange(
                section: section.rawValue, name: entry.name, kind: .changed, fields: fields)
        }
        return removed.map { change($0, .removed, section) } + changed
            + added.map { change($0, .added, section) }
    }

    private static func change(
        _ entry: DocumentMember, _ kind: DocumentChange.Kind, _ section: DocumentSection
    ) -> DocumentChange {
        DocumentChange(section: section.rawValue, name: entry.name, kind: kind)
    }

    /// The fields in which two entries differ; nil when they say the same.
    private static func fields(
        from first: DocumentValue, to second: DocumentValue, in section: DocumentSection
    ) -> [String]? {
        guard first != second else { return nil }
        let (first, second) = (comparable(first, in: section), comparable(second, in: section))
        guard let before = first.members, let after = second.members else {
            return first == second ? nil : []
        }
        let differing = after.filter { !isSame(first[$0.name], $0, in: section) }.map(\.name)
        let gone = before.map(\.name).filter { second[$0] == nil }
        return differing.isEmpty && gone.isEmpty ? nil : differing + gone
    }

    /// Secrets of keys are known by their hashes.
    private static func comparable(
        _ value: DocumentValue, in section: DocumentSection
    ) -> DocumentValue {
        section == .keys ? SecretFields.removed(fromKey: value) : value
    }

    private static func isSame(
        _ before: DocumentValue?, _ member: DocumentMember, in section: DocumentSection
    ) -> Bool {
        guard let before else { return false }
        let isSecret = section == .connections && SecretFields.connection.contains(member.name)
        // "As it is" can only be said of something that is there.
        return before == member.value || isSecret && member.value.isKept
    }

    /// The settings one by one, by their paths.
    private static func leaves(_ settings: DocumentValue, _ path: String = "") -> [DocumentMember] {
        (settings.members ?? []).flatMap { member in
            guard case .object(let inner) = member.value, !inner.isEmpty, !member.value.isKept
            else {
                return [DocumentMember(name: path + member.name, value: member.value)]
            }
            return leaves(member.value, "\(path)\(member.name)/")
        }
    }

    private static func settings(
        _ first: [DocumentMember], _ second: [DocumentMember]
    ) -> [DocumentChange] {
        var before = DocumentEntries()
        var after = DocumentEntries()
        for leaf in first { before[leaf.name] = leaf.value }
        for leaf in second { after[leaf.name] = leaf.value }
        let kinds: [(DocumentChange.Kind, [DocumentMember])] = [
            (.removed, before.list.filter { after[$0.name] == nil }),
            (
                .changed,
                after.list.filter {
                    // "As it is" can only be said of something that is there.
                    before[$0.name] != nil && before[$0.name] != $0.value
                        && !$0.value.isKept
                }
            ),
            (.added, after.list.filter { before[$0.name] == nil }),
        ]
        return kinds.flatMap { kind, leaves in
            leaves.map { DocumentChange(section: settingsName, name: $0.name, kind: kind) }
        }
    }
}
