internal import IPC

/// What one request lost on its way into another dialect.
package struct LossReport: Sendable {
    /// For the header `X-OmniRoute-Warning`, each short and without the client's text.
    package private(set) var warnings: [String] = []
    /// Where the request goes.
    package let target: Target

    /// More warnings than this tell nobody anything.
    private static let limit = 16

    package init(_ target: Target) { self.target = target }

    /// Notes that `feature` cannot be said; refuses where the policy says so.
    ///
    /// `param` is the client's own name for it, where it is known better than by the table.
    package mutating func lose(_ feature: Feature, param: String? = nil) throws(GatewayError) {
        let cell = Loss.cell(feature, to: target.provider)
        switch cell.whenLost {
        case .carried, .dropped, .emulated: return
        case .warned: warn("\(name(feature, param)) was left out: \(reason(cell))")
        case .refused:
            let param = param ?? FeatureNames.parameter(feature, of: target.client)
            throw .badRequest(
                "\(FeatureNames.words(feature)) cannot be had: \(reason(cell))",
                code: "unsupported_value", param: param)
        }
    }

    /// Notes something that is told in any case.
    package mutating func warn(_ text: String) {
        if !warnings.contains(text), warnings.count < Self.limit { warnings.append(text) }
    }

    private func name(_ feature: Feature, _ param: String?) -> String {
        param ?? FeatureNames.ownParameter(feature, of: target.client)
            ?? FeatureNames.words(feature)
    }

    private func reason(_ cell: LossCell) -> String {
        cell.policy == .carried
            ? "the model has nothing like it" : "\(target.provider.word) has nothing like it"
    }
}
