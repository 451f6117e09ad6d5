internal import JSON

/// Rules of tool schemas that several providers share.
enum ToolSchema {
    static func checkRequired(_ schema: JSONValue, at path: String, _ checker: inout Checker) {
        JSONSchemaWalk.visit(schema, at: path) { node, place in
            guard let properties = node["properties"]?.members else { return }
            let names = Set(properties.map(\.name))
            for name in node.list("required").compactMap(\.string) where !names.contains(name) {
                checker.report("\(place).required", "\(name) is not a property")
            }
        }
    }
}
