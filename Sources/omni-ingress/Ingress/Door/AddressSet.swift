/// A list of addresses and ranges, which costs no more to ask when it is long.
package struct AddressSet: Sendable {
    /// Ranges of one length.
    private struct Group: Sendable {
        let prefix: Int
        var bases: Set<IPAddress>
    }

    private var groups: [Group] = []
    /// The first entry that is no address and no range.
    package private(set) var unreadable: String?

    /// Reads a list.
    package init(_ entries: [String]) {
        for entry in entries {
            guard let range = AddressRange(entry) else {
                unreadable = unreadable ?? entry
                continue
            }
            if let index = groups.firstIndex(where: { $0.prefix == range.prefix }) {
                groups[index].bases.insert(range.base)
            } else {
                groups.append(Group(prefix: range.prefix, bases: [range.base]))
            }
        }
    }

    /// Whether nothing is in it.
    package var isEmpty: Bool { groups.isEmpty }

    /// Whether `address` is in it.
    package func contains(_ address: IPAddress) -> Bool {
        groups.contains { group in
            // A range of IPv6 never means the addresses of IPv4, though they stand within "::/0" here.
            (group.prefix >= 96 || !address.isIPv4)
                && group.bases.contains(address.masked(group.prefix))
        }
    }
}
