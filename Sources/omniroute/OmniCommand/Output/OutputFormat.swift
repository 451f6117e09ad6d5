internal import ArgumentParser

/// How a command prints what it found.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// Columns for people.
    case table
    /// One document, indented.
    case json
    /// One object a line.
    case jsonl
    case yaml
    /// One name a line.
    case name
}
