/// A configuration as data: what a configuration file says, with the references in it resolved to values.
///
/// Its shape alone is sure; what the entries say is checked when it is loaded.
public struct Document: Equatable, Sendable {
    private var sections = [DocumentEntries](
        repeating: DocumentEntries(), count: DocumentSection.allCases.count)

    /// The settings, an object.
    public var settings: DocumentValue = .object([])

    /// A document that says nothing.
    public static let empty = Document()

    init() {}

    /// The entries of a section.
    subscript(_ section: DocumentSection) -> DocumentEntries {
        get { sections[section.index] }
        set { sections[section.index] = newValue }
    }

    /// The names of a section's entries, in their order.
    public func names(in section: DocumentSection) -> [String] {
        self[section].list.map(\.name)
    }

    /// An entry by its name: what stands under it in the section, its own name included where the section is a list.
    ///
    /// Setting one that is there replaces it in its place, a new one comes last, and nil removes it. The field that names
    /// it is made to say the name, which comes first where it was missing.
    public subscript(section: DocumentSection, name: String) -> DocumentValue? {
        get { self[section][name] }
        set {
            // In place: a section of ten thousand entries is not copied for each.
            sections[section.index][name] = newValue.map { Self.named(name, $0, in: section) }
        }
    }

    /// Whether nothing is said.
    public var isEmpty: Bool { self == .empty }

    private static func named(
        _ name: String, _ value: DocumentValue, in section: DocumentSection
    ) -> DocumentValue {
        guard let field = section.nameField, case .object(let members) = value,
            value[field] != .text(name)
        else { return value }
        let own = DocumentMember(name: field, value: .text(name))
        guard let place = members.firstIndex(where: { $0.name == field }) else {
            return .object([own] + members)
        }
        var renamed = members
        renamed[place] = own
        return .object(renamed)
    }
}
