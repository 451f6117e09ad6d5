/// What becomes of a feature in a dialect.
package enum LossPolicy: String, Sendable {
    /// The dialect can say it.
    case carried
    /// Tuning only: left out silently.
    case dropped
    /// Left out, and the client is told by a header and the log.
    case warned
    /// Done in another way.
    case emulated
    /// 400, naming the parameter.
    case refused
}

/// One cell of the table of losses.
package struct LossCell: Sendable, Equatable {
    /// What becomes of the feature.
    package let policy: LossPolicy
    /// What becomes of it where the dialect can say it but the model, the host or the client's form of it does not fit;
    /// nil where that does not happen.
    package let otherwise: LossPolicy?

    /// A cell; `otherwise` belongs to `carried` only.
    package init(_ policy: LossPolicy, otherwise: LossPolicy? = nil) {
        self.policy = policy
        self.otherwise = otherwise
    }

    /// What it means that the feature is lost nevertheless.
    ///
    /// A loss that the table does not foresee is told: nothing that may matter goes silently.
    package var whenLost: LossPolicy {
        otherwise ?? (policy == .carried ? .warned : policy)
    }
}
