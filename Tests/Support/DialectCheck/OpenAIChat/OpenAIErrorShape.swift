/// The error object of OpenAI, of chat and of responses.
enum OpenAIErrorShape {
    static let object = Shape.record([
        "message": .nonEmpty, "type": .nonEmpty, "param": .textOrNull, "code": .textOrNull,
    ])

    static let envelope = Shape.record(["error": object])
}
