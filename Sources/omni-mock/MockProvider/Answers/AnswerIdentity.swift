/// What every object of an answer repeats.
package struct AnswerIdentity: Sendable {
    /// `id`, such as `chatcmpl-1`.
    package var id: String

    /// `created`, in seconds since 1970.
    package var created: Int

    /// `model`, as the request named it.
    package var model: String

    /// Names an answer.
    package init(id: String, created: Int, model: String) {
        self.id = id
        self.created = created
        self.model = model
    }
}
