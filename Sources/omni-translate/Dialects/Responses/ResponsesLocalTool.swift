/// A tool that OpenAI's models know by themselves and the client runs: for other models it is a function like any other.
struct ResponsesLocalTool: Sendable {
    /// Type of the declaration, and name as a function.
    var name: String
    /// Type of a call's item.
    var callType: String
    /// Prefix of a call item's id.
    var idPrefix: String
    /// Member of the item that holds the arguments.
    var member: StaticString
    var description: String
    var parameters: RawJSON

    /// The tool of a name; nil for any other.
    static func named(_ name: String) -> ResponsesLocalTool? { all.first { $0.name == name } }

    /// The tool whose calls have this item type; nil for any other.
    static func called(_ type: String) -> ResponsesLocalTool? { all.first { $0.callType == type } }

    static let all = [
        ResponsesLocalTool(
            name: "local_shell", callType: "local_shell_call", idPrefix: "lsh_", member: "action",
            description: "Runs a command on the user's machine and returns what it printed.",
            parameters: RawJSON(
                #"{"type":"object","properties":{"command":{"type":"array","#
                    + #""items":{"type":"string"},"description":"The program and its arguments."},"#
                    + #""working_directory":{"type":"string"},"#
                    + #""timeout_ms":{"type":"integer"}},"required":["command"]}"#)),
        ResponsesLocalTool(
            name: "shell", callType: "shell_call", idPrefix: "sh_", member: "action",
            description: "Runs shell commands on the user's machine and returns what they printed.",
            parameters: RawJSON(
                #"{"type":"object","properties":{"commands":{"type":"array","#
                    + #""items":{"type":"string"},"description":"Commands, each a line of shell."},"#
                    + #""timeout_ms":{"type":"integer"},"max_output_length":{"type":"integer"}},"#
                    + #""required":["commands"]}"#)),
        ResponsesLocalTool(
            name: "apply_patch", callType: "apply_patch_call", idPrefix: "apc_",
            member: "operation",
            description:
                "Creates, changes or deletes one file of the user's. `diff` is a V4A diff: "
                + "for a new file every line begins with +.",
            parameters: RawJSON(
                #"{"type":"object","properties":{"type":{"type":"string","#
                    + #""enum":["create_file","update_file","delete_file"]},"#
                    + #""path":{"type":"string"},"diff":{"type":"string"}},"#
                    + #""required":["type","path"]}"#)),
    ]
}
