internal import IPC

/// Reads who may come to the door, by address: `addresses` and `trusted_proxies`.
struct AddressFilterReader {
    let problems: Problems

    /// The filter; nil when nothing is said.
    func read(_ fields: Fields) -> AddressFilter? {
        guard let node = fields.node("addresses") else { return nil }
        guard let lists = Fields(node, "`addresses`", known: ["allow", "deny"], problems) else {
            return nil
        }
        guard lists.has("allow") != lists.has("deny") else {
            problems.add(lists.mark, "`addresses` needs one of the fields allow, deny")
            return nil
        }
        let isAllowing = lists.has("allow")
        let found = read(isAllowing ? "allow" : "deny", lists)
        if isAllowing, found.isEmpty {
            problems.add(lists.valueMark(of: "allow"), "`allow` would let nobody in")
        }
        return AddressFilter(mode: isAllowing ? .allow : .deny, addresses: found)
    }

    /// The addresses and networks of a list.
    func read(_ name: String, _ fields: Fields) -> [String] {
        let written = fields.texts(
            name, "an address", atMost: Limits.addresses, where: { NetworkAddress($0) != nil },
            rule: NetworkAddress.text)
        return written.compactMap { NetworkAddress($0.text)?.text }
    }
}
