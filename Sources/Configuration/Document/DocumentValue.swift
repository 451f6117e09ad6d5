/// A value of a configuration document, as JSON has them.
public indirect enum DocumentValue: Equatable, Sendable {
    /// Nothing; a document that is taken has none.
    case null
    /// True or false.
    case bool(Bool)
    /// A number as JSON writes it, digit by digit: no rounding happens on the way.
    case number(String)
    /// Text.
    case text(String)
    /// Values in order.
    case list([DocumentValue])
    /// Named values in order, each name once.
    case object([DocumentMember])

    /// Stands where a secret was: the one that egress keeps for the connection stays.
    public static let kept = DocumentValue.object([
        DocumentMember(name: DocumentMarker.field, value: .bool(true))
    ])

    /// Whether it is a marker in place of a secret; that of a service account may name a project as well.
    public var isKept: Bool { self[DocumentMarker.field] == .bool(true) }

    /// A member of an object; nil in place of a value removes it, a new one stands at the end.
    ///
    /// Setting a member of what is no object makes it one.
    public subscript(_ name: String) -> DocumentValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name == name }?.value
        }
        set {
            var members: [DocumentMember] = []
            if case .object(let present) = self { members = present }
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(DocumentMember(name: name, value: value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// The text; nil for what is none.
    public var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The members of an object; nil for what is none.
    public var members: [DocumentMember]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}
