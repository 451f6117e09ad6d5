/// Tools that Claude knows by type and the client runs itself: other models get them as plain functions.
enum AnthropicClientTools {
    /// What another model must be told of such a tool.
    struct Known {
        /// Beginning of the types, which end in a date.
        var prefix: String
        var description: String
        /// JSON schema of the arguments.
        var schema: String
    }

    /// The tool of a type; nil for tools that the provider runs, or that are of no use without its training.
    static func find(_ type: String) -> Known? {
        all.first { type.hasPrefix($0.prefix) }
    }

    private static let all = [
        Known(
            prefix: "bash_",
            description: "Runs a command in a persistent bash session and returns its output.",
            schema: """
                {"type":"object","properties":{"command":{"type":"string","description":\
                "The command to run; required unless the session is restarted."},\
                "restart":{"type":"boolean","description":"True to restart the session."}}}
                """),
        Known(
            prefix: "text_editor_",
            description: "Views and edits text files.",
            schema: """
                {"type":"object","properties":{"command":{"type":"string","enum":["view","create",\
                "str_replace","insert"]},"path":{"type":"string","description":\
                "Absolute path of a file or directory."},"file_text":{"type":"string",\
                "description":"Content of the file, for create."},"old_str":{"type":"string",\
                "description":"Text to replace, for str_replace; it must occur once."},\
                "new_str":{"type":"string","description":\
                "New text, for str_replace and insert."},"insert_line":{"type":"integer",\
                "description":"Line after which to insert, from 0."},"insert_text":{"type":\
                "string","description":"Text to insert."},"view_range":{"type":"array","items":\
                {"type":"integer"},"description":"First and last line to view."}},\
                "required":["command","path"]}
                """),
        Known(
            prefix: "memory_",
            description: "Keeps notes in files below /memories, over conversations.",
            schema: """
                {"type":"object","properties":{"command":{"type":"string","enum":["view","create",\
                "str_replace","insert","delete","rename"]},"path":{"type":"string"},"view_range":\
                {"type":"array","items":{"type":"integer"}},"file_text":{"type":"string"},\
                "old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":\
                "integer"},"insert_text":{"type":"string"},"old_path":{"type":"string"},\
                "new_path":{"type":"string"}},"required":["command"]}
                """),
    ]
}
