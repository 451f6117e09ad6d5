extension SkipReason {
    /// What kind of obstacle it is, which decides how a request is refused when nothing else is left.
    enum Kind: Equatable {
        /// The key may not.
        case permission
        /// The user has switched it off.
        case setting
        /// The model cannot do what the request needs.
        case capability
        /// It has had its turn in this request.
        case used
        /// It cannot now, and may later.
        case temporary
    }

    /// The kind of this reason.
    var kind: Kind {
        switch self {
        case .notAllowed: .permission
        case .disabled, .blockedProvider: .setting
        case .noTools, .noVision, .noAudio, .noDocuments, .noJSONSchema, .contextTooSmall:
            .capability
        case .failedBefore: .used
        case .breakerOpen, .coolingDown, .credentialRefused, .modelLocked, .quotaExhausted,
            .budgetExhausted, .rateLimited, .busy:
            .temporary
        }
    }

    /// For sentences: "`a/m` <these words>".
    var words: String {
        switch self {
        case .notAllowed: "is not allowed to this key"
        case .disabled: "is switched off"
        case .blockedProvider: "is blocked"
        case .noTools: "has no tools"
        case .noVision: "takes no pictures"
        case .noAudio: "takes no audio"
        case .noDocuments: "takes no documents"
        case .noJSONSchema: "has no structured output"
        case .contextTooSmall: "has too small a context window"
        case .failedBefore: "has failed"
        case .breakerOpen: "is taken to be down"
        case .coolingDown: "rests after a failure"
        case .credentialRefused: "has a refused credential"
        case .modelLocked: "does not offer the model now"
        case .quotaExhausted: "has used up its quota"
        case .budgetExhausted: "may cost more than its budget has left"
        case .rateLimited: "is at its rate limit"
        case .busy: "has as many calls under way as it may"
        }
    }
}
