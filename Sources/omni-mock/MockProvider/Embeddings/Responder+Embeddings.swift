internal import NIOCore

extension Responder {
    /// Answers a request for vectors.
    func respondToEmbeddings(_ request: MockRequest) -> Response {
        let head = request.head
        let dialect = Dialect.openaiChat
        if let error = Access(head, keys: shared.options.keys).error(in: dialect) {
            return labelled(refuse(error, head, in: dialect))
        }
        var asked: EmbeddingsReader.Request
        do {
            defer { reader.clear() }
            try reader.parseObject(request.body)
            asked = try EmbeddingsReader(reader).read()
            try checkModel(asked.model, in: dialect)
            try applyBehaviour(to: &asked.model)
        } catch {
            return labelled(refuse(error, head, in: dialect))
        }
        let prompt = PromptRequest(model: asked.model)
        var response =
            faulty(prompt, head, in: dialect) ?? replay(prompt, head, in: dialect)
            ?? builder.whole(
                asked.model.directives.status ?? 200, body: body(asked).buffer, for: head,
                dialect: dialect)
        response.promptTokens = asked.tokens
        response.label = asked.model.full
        response.directives = asked.model.directives
        return response
    }

    private func body(_ asked: EmbeddingsReader.Request) -> JSONText {
        let vectors = asked.texts.enumerated().map { index, text -> JSONText in
            let vector = WordVector.of(text, dimensions: asked.dimensions)
            let written = asked.isBase64 ? base64(vector) : numbers(vector)
            return #"{"object":"embedding","index":\#(index),"embedding":\#(raw: written)}"#
        }
        return #"""
            {"object":"list","data":\#(list: vectors),"model":\#(asked.model.full),\#
            "usage":{"prompt_tokens":\#(asked.tokens),"total_tokens":\#(asked.tokens)}}
            """#
    }

    private func numbers(_ vector: [Float]) -> JSONText {
        JSONText(raw: Array("[\(vector.map { "\($0)" }.joined(separator: ","))]".utf8))
    }

    private func base64(_ vector: [Float]) -> JSONText {
        let bytes = vector.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }
        return #"\#(Base64.encode(bytes))"#
    }
}
