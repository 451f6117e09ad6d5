internal import IPC
internal import JSON

/// Asks route about what it knows; the answer is one JSON object a line.
struct RouteLines {
    let topic: RouteTopic
    var subject = ""
    var key = ""

    /// Calls `line` with each line of the answer.
    func each(
        at places: PlaceOptions, _ line: @escaping ([UInt8]) -> Void
    ) throws(CommandFailure) {
        let route = try DaemonLine(.route, at: SocketPlace.find(places))
        let query = RouteQuery(topic: topic, subject: subject, key: key)
        try route.lines(.routeQuery, head: query, line: line)
    }

    /// The objects of the answer, read.
    func objects(at places: PlaceOptions) throws(CommandFailure) -> [JSONValue] {
        var objects: [JSONValue] = []
        try each(at: places) { line in
            if let object = try? JSONDocument(line).root { objects.append(object) }
        }
        return objects
    }
}

extension JSONValue {
    /// A field as people read it: text without control characters, numbers as written, "-" for what is not there.
    func shown(_ field: String) -> String { self[field]?.shown ?? "-" }

    private var shown: String {
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
        case .null, .object: return "-"
        }
    }
}
