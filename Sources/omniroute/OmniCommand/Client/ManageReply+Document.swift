internal import Configuration

extension ManageReply {
    /// The body as a document of the configuration.
    ///
    /// - Throws: A failure when it is none, which is the API's fault.
    func document() throws(CommandFailure) -> Document {
        do throws(ConfigurationErrors) {
            return try Document(json: body)
        } catch {
            throw CommandFailure(.temporary, "omni-admin's answer is no configuration: \(error)")
        }
    }
}
