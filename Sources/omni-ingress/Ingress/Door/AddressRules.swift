package import IPC

/// Whose requests are taken at all.
package struct AddressRules: Sendable {
    private let mode: AddressMode
    /// The addresses that the rules name.
    package let listed: AddressSet

    /// Takes the rules over; without any everybody may come.
    package init(_ filter: AddressFilter?) {
        mode = filter?.mode ?? .deny
        listed = AddressSet(filter?.addresses ?? [])
    }

    /// Whether requests from `address` are taken.
    package func admits(_ address: IPAddress) -> Bool {
        switch mode {
        case .deny: !listed.contains(address)
        case .allow: listed.contains(address)
        }
    }
}
