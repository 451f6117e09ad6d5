/// The error of Google's services.
enum GeminiErrorShape {
    static let statuses = [
        "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "UNAUTHENTICATED",
        "PERMISSION_DENIED", "NOT_FOUND", "ABORTED", "ALREADY_EXISTS", "RESOURCE_EXHAUSTED",
        "CANCELLED", "DATA_LOSS", "UNKNOWN", "INTERNAL", "UNIMPLEMENTED", "UNAVAILABLE",
        "DEADLINE_EXCEEDED",
    ]

    static let envelope = Shape.record([
        "error": .record(
            ["code": .integer(400...599), "message": .nonEmpty, "status": .word(statuses)],
            optional: ["details": .list(.open(["@type": .nonEmpty]))])
    ])
}
