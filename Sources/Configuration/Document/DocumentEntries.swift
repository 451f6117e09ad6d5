/// The entries of a section: in order, and found by their names.
struct DocumentEntries: Equatable, Sendable {
    /// The entries in order.
    private(set) var list: [DocumentMember] = []
    private var places: [String: Int] = [:]

    /// The entry of a name; nil in place of a value removes it, a new one stands at the end.
    subscript(_ name: String) -> DocumentValue? {
        get { places[name].map { list[$0].value } }
        set {
            switch (places[name], newValue) {
            case (let place?, let value?): list[place].value = value
            case (let place?, nil):
                list.remove(at: place)
                places[name] = nil
                for index in place..<list.count { places[list[index].name] = index }
            case (nil, let value?):
                places[name] = list.count
                list.append(DocumentMember(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Gives each entry another value.
    mutating func update(_ change: (DocumentValue) -> DocumentValue) {
        for index in list.indices { list[index].value = change(list[index].value) }
    }

    static func == (a: DocumentEntries, b: DocumentEntries) -> Bool { a.list == b.list }
}
