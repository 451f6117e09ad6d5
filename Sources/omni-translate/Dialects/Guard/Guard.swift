package import IPC

/// The guard against text that tries to change a model's instructions (facts: gateway-behaviour, section 13).
///
/// It reads what users say and what tools answer, not system text, tools or what the model said. It knows the usual ways
/// by their words; a determined attacker finds others, and talk about attacks can look like one.
package enum Guard {
    /// Bytes of each text that are read; what stands behind them is not looked at.
    ///
    /// Each text by itself, so that a text is judged alike in every request of a conversation: a prompt cache at the
    /// provider then survives passages being taken out.
    static let textBytes = 16_384
    /// What stands in the place of a passage that was taken out.
    static let placeholder = "[removed]"

    /// Does what the mode says: refuses a request, or takes passages out of it, or only tells what was found.
    ///
    /// - Returns: What was found, for `X-OmniRoute-Warning` and the log; nil when nothing was, or the guard is off.
    /// - Throws: 400 with the code "prompt_injection" when the mode is to block and a finding is grave.
    package static func check(
        _ request: inout ModelRequest, _ mode: GuardMode
    ) throws(GatewayError) -> GuardFinding? {
        switch mode {
        case .off: return nil
        case .warn: return inspect(request, mode)
        case .block:
            let finding = inspect(request, mode)
            if let finding, finding.severity == .high { throw finding.refusal }
            return finding
        case .redact:
            // Most requests have nothing to take out, and are not copied.
            guard let finding = inspect(request, mode) else { return nil }
            request = redacted(request)
            return finding
        }
    }

    /// What is found in a request; nil when nothing is, or the guard is off.
    package static func inspect(_ request: ModelRequest, _ mode: GuardMode) -> GuardFinding? {
        guard mode != .off else { return nil }
        var scanner = GuardScanner()
        var finding: GuardFinding?
        for turn in request.turns where turn.role == .user {
            turn.blocks.forEachText { text in
                for passage in scanner.passages(in: text, limit: textBytes) {
                    if finding == nil {
                        finding = GuardFinding(passage.family)
                    } else {
                        finding?.note(passage.family)
                    }
                }
            }
        }
        return finding
    }

    /// The request with a placeholder for each passage that is found.
    package static func redacted(_ request: ModelRequest) -> ModelRequest {
        var request = request
        var scanner = GuardScanner()
        for index in request.turns.indices where request.turns[index].role == .user {
            request.turns[index].blocks = request.turns[index].blocks.map {
                $0.redacted(with: &scanner)
            }
        }
        return request
    }
}
