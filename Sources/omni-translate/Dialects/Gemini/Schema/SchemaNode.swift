internal import JSON

/// A JSON text as a tree that can be changed, with the order of members and the text of numbers kept.
indirect enum SchemaNode: Equatable {
    case object(SchemaObject)
    case array([SchemaNode])
    case text(String)
    case number(String)
    case bool(Bool)
    case null

    /// The tree of a JSON text; nil when it is none.
    static func read(_ json: RawJSON) -> SchemaNode? {
        (try? JSONDocument(json.bytes)).map { SchemaNode($0.root) }
    }

    /// The tree of a value; the depth of a document is bounded where it is parsed.
    init(_ value: JSONValue) {
        switch value.kind {
        case .null: self = .null
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .number: self = .number(value.numberText ?? "0")
        case .string: self = .text(value.string ?? "")
        case .array: self = .array((value.array ?? []).map(SchemaNode.init))
        case .object:
            var object = SchemaObject()
            for member in value.members ?? [] {
                object[member.name] = SchemaNode(member.value)
            }
            self = .object(object)
        }
    }

    /// Its JSON text.
    var json: RawJSON {
        var writer = JSONWriter()
        write(into: &writer)
        return RawJSON(writer.take())
    }

    private func write(into writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .number(let text): writer.raw(Array(text.utf8))
        case .text(let text): writer.string(text)
        case .array(let elements):
            writer.array { for element in elements { element.write(into: &$0) } }
        case .object(let object):
            writer.object { writer in
                for member in object.members {
                    writer.name(text: member.name)
                    member.value.write(into: &writer)
                }
            }
        }
    }

    /// Its object, if it is one.
    var object: SchemaObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// Its elements, if it is an array.
    var elements: [SchemaNode]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// Its string, if it is one.
    var string: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// Whether it is `true`; nil when it is no Boolean value.
    var flag: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A short text for people: strings without quotes, everything else as JSON.
    var words: String { string ?? json.text }
}

/// Members of an object, in order and with unique names.
struct SchemaObject: Equatable {
    struct Member: Equatable {
        var name: String
        var value: SchemaNode
    }

    private(set) var members: [Member] = []
    /// Places by name, once there are many.
    private var places: [String: Int] = [:]

    static func == (left: SchemaObject, right: SchemaObject) -> Bool {
        left.members == right.members
    }

    var isEmpty: Bool { members.isEmpty }

    subscript(name: String) -> SchemaNode? {
        get { places[name].map { members[$0].value } }
        set {
            if let place = places[name] {
                if let newValue {
                    members[place].value = newValue
                } else {
                    remove(at: place)
                }
            } else if let newValue {
                places[name] = members.count
                members.append(Member(name: name, value: newValue))
            }
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        places.removeAll(keepingCapacity: true)
        for (index, member) in members.enumerated() { places[member.name] = index }
    }
}
