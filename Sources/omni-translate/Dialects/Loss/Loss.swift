package import IPC

/// The one table of what is lost between dialects.
///
/// A cell is about a request of another dialect; between equal dialects bytes pass through. docs/dialects.md shows the
/// table in words.
package enum Loss {
    /// What becomes of `feature` at a provider that speaks `dialect`.
    package static func policy(_ feature: Feature, to dialect: Dialect) -> LossPolicy {
        cell(feature, to: dialect).policy
    }

    /// The whole cell.
    package static func cell(_ feature: Feature, to dialect: Dialect) -> LossCell {
        row(feature)[dialect]
    }

    /// One cell for each dialect that providers speak.
    private struct Row {
        let cells: (LossCell, LossCell, LossCell, LossCell, LossCell, LossCell, LossCell)

        init(
            _ chat: LossCell, _ responses: LossCell, _ anthropic: LossCell, _ gemini: LossCell,
            _ ollama: LossCell, _ cohere: LossCell, _ bedrock: LossCell
        ) {
            cells = (chat, responses, anthropic, gemini, ollama, cohere, bedrock)
        }

        subscript(dialect: Dialect) -> LossCell {
            switch dialect {
            case .openaiChat, .none: cells.0
            case .openaiResponses: cells.1
            case .anthropic: cells.2
            case .gemini: cells.3
            case .ollama: cells.4
            case .cohere: cells.5
            case .bedrock: cells.6
            }
        }
    }

    private static let c = LossCell(.carried)
    private static let d = LossCell(.dropped)
    private static let w = LossCell(.warned)
    private static let e = LossCell(.emulated)
    private static let x = LossCell(.refused)
    /// Carried, else the second.
    private static let cd = LossCell(.carried, otherwise: .dropped)
    private static let cw = LossCell(.carried, otherwise: .warned)
    private static let ce = LossCell(.carried, otherwise: .emulated)
    private static let cx = LossCell(.carried, otherwise: .refused)

    // Columns: openai-chat, openai-responses, anthropic, gemini, ollama, cohere, bedrock.
    private static func row(_ feature: Feature) -> Row {
        switch feature {
        case .topK: Row(cd, d, cd, c, c, c, cd)
        case .minP: Row(cd, d, d, d, c, d, d)
        case .stop: Row(cw, e, cw, cw, c, cw, cw)
        case .candidates: Row(x, x, x, x, x, x, x)
        case .seed: Row(c, d, d, c, c, c, d)
        case .penalties: Row(cd, d, d, c, c, c, d)
        case .logitBias: Row(cw, w, w, w, w, w, w)
        case .logprobs: Row(cw, cw, w, w, w, w, w)
        case .reasoning: Row(cd, cd, cd, cd, cd, cd, cd)
        case .verbosity: Row(cd, c, d, d, d, d, d)
        case .jsonObject: Row(ce, c, e, c, c, c, e)
        case .jsonSchema: Row(ce, c, ce, ce, c, c, ce)
        case .userID: Row(cd, c, c, d, d, d, d)
        case .metadata: Row(cd, c, d, d, d, d, d)
        case .cacheHints: Row(cd, cd, cd, d, d, d, cd)
        case .cachedContent: Row(x, x, x, c, x, x, x)
        case .serviceTier: Row(cd, cd, cd, cd, d, d, d)
        case .store: Row(cd, c, d, d, d, d, d)
        case .truncation: Row(d, c, d, d, d, d, d)
        case .audioOutput: Row(cx, x, x, c, x, x, x)
        case .imageOutput: Row(cx, x, x, c, x, x, x)
        case .prediction: Row(c, d, d, d, d, d, d)
        case .safetySettings: Row(d, d, d, c, d, d, d)
        case .include: Row(d, c, d, d, d, d, d)
        case .webSearch: Row(cw, c, c, c, w, w, w)
        case .codeExecution: Row(w, cw, cw, cw, w, w, w)
        case .builtinTool: Row(w, cw, cw, cw, w, w, w)
        case .forcedBuiltinTool: Row(x, cx, cx, cx, x, x, x)
        case .customTool: Row(ce, c, e, e, e, e, e)
        case .prefill: Row(cw, w, cw, cw, c, w, cw)
        case .parallelToolCalls: Row(cw, c, c, w, w, w, w)
        case .allowedTools: Row(ce, c, e, c, e, e, e)
        case .droppedToolChoice: Row(w, w, w, w, w, w, w)
        case .mixedTools: Row(c, c, c, cw, c, c, c)
        case .midSystem: Row(ce, c, ce, e, c, c, e)
        case .participantName: Row(c, d, d, d, d, d, d)
        case .refusal: Row(c, c, e, e, e, e, e)
        case .imageInput: Row(cx, cx, cx, cx, cx, cx, cx)
        case .remoteImage: Row(ce, c, ce, ce, e, ce, e)
        case .document: Row(cx, c, c, c, x, x, cx)
        case .audioInput: Row(cx, x, x, c, x, x, x)
        case .videoInput: Row(cx, x, x, c, x, x, cx)
        case .foreignFile: Row(x, x, x, x, x, x, x)
        case .citations: Row(d, d, cd, d, d, d, d)
        case .foreignProof: Row(d, d, d, e, d, d, d)
        }
    }
}
