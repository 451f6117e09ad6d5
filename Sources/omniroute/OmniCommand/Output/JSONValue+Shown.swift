internal import JSON

extension JSONValue {
    /// The value at a path of names, such as "state.for_s"; nil where there is none.
    func at(_ path: String) -> JSONValue? {
        if let direct = self[path] { return direct }
        var value = self
        for name in path.split(separator: ".") {
            guard let next = value[String(name)] else { return nil }
            value = next
        }
        return value
    }

    /// What is at a path as people read it; "-" for what is not there.
    func shown(_ path: String) -> String { at(path)?.shown ?? "-" }

    /// The value as people read it: text without control characters, numbers as written.
    var shown: String {
        switch kind {
        case .string:
            let text = string ?? ""
            return text.isEmpty ? "-" : HumanText.clean(text)
        case .array:
            let items = (array ?? []).map(\.shown)
            return items.isEmpty ? "-" : items.joined(separator: ",")
        case .number: return numberText ?? "-"
        case .true: return "yes"
        case .false: return "no"
        case .object: return shownObject
        case .null: return "-"
        }
    }

    /// An entry of a list is its name or its model; a secret that is kept is said to be there; else the fields.
    private var shownObject: String {
        if self["kept"]?.bool == true { return "(kept)" }
        for name in ["name", "model", "id"] {
            if let text = self[name]?.string, !text.isEmpty { return HumanText.clean(text) }
        }
        let fields = (members ?? []).map { "\(HumanText.clean($0.name)):\($0.value.shown)" }
        return fields.isEmpty ? "-" : fields.joined(separator: " ")
    }
}
