/// The fields of Ollama's requests that have a type; the real server looks at no others.
enum OllamaShape {
    /// What `POST /api/chat` takes.
    static let chat = Shape.open(
        ["messages": .optional(.list(message)), "tools": .optional(.list(tool))]
            .merging(common) { first, _ in first })

    /// What `POST /api/generate` takes.
    static let generate = Shape.open(
        [
            "prompt": .optional(.text), "suffix": .optional(.text), "system": .optional(.text),
            "template": .optional(.text), "context": .optional(.list(.integer(0...Int64.max))),
            "raw": .optional(.bool), "images": .optional(.list(.text)),
        ].merging(common) { first, _ in first })

    /// What `POST /api/show` takes.
    static let show = Shape.open(["model": .required(.string(1...256))])

    private static let common: [String: Shape.Member] = [
        "model": .required(.string(1...256)), "stream": .optional(.bool),
        "format": .optional(.any), "options": .optional(options), "think": .optional(.any),
        "keep_alive": .optional(.any), "logprobs": .optional(.bool),
        "top_logprobs": .optional(.integer(0...20)),
    ]

    private static let options = Shape.open([
        "temperature": .optional(.number(-1_000...1_000)), "top_p": .optional(.number(0...1)),
        "top_k": .optional(.integer(0...Int64.max)), "min_p": .optional(.number(0...1)),
        "num_predict": .optional(.integer(-2...Int64.max)),
        "num_ctx": .optional(.integer(0...Int64.max)), "stop": .optional(.list(.text)),
        "seed": .optional(.integer(Int64.min...Int64.max)),
        "repeat_penalty": .optional(.number(-1_000...1_000)),
        "presence_penalty": .optional(.number(-1_000...1_000)),
        "frequency_penalty": .optional(.number(-1_000...1_000)),
    ])

    private static let message = Shape.open([
        "role": .required(.text), "content": .optional(.text), "thinking": .optional(.text),
        "images": .optional(.list(.text)), "tool_name": .optional(.text),
        "tool_calls": .optional(
            .list(
                .open([
                    "function": .required(
                        .open(["name": .required(.text), "arguments": .required(.map)]))
                ]))),
    ])

    private static let tool = Shape.open([
        "type": .required(.text),
        "function": .required(
            .open([
                "name": .required(.string(1...256)), "description": .optional(.text),
                "parameters": .optional(.map),
            ])),
    ])
}
