internal import NIOCore

extension Responder {
    /// Answers a chat request as Azure does.
    func respondToAzure(
        _ request: MockRequest, _ path: AzurePath, at now: NIODeadline
    ) -> Response {
        if let error = Self.missingAPIVersion(path, request.head) {
            return labelled(refuse(error, request.head, in: .azure))
        }
        return respondToChat(
            request, in: .azure, deployment: path.deployment, at: now)
    }

    /// The error for a classic path without `api-version`; nil if it is there, or not wanted.
    static func missingAPIVersion(_ path: AzurePath, _ head: RequestHead) -> ProviderError? {
        guard path.wantsVersion, !head.query.contains(where: { $0.name == "api-version" }) else {
            return nil
        }
        return ProviderError(
            status: 404, message: "Resource not found", type: "invalid_request_error")
    }
}
