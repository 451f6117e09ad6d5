/// What bounds the reading of one answer.
package struct TranslationLimits: Sendable {
    /// Largest frame of a stream.
    package var frameBytes: Int
    /// Largest plain answer.
    package var answerBytes: Int

    package init(frameBytes: Int = 16 << 20, answerBytes: Int = 64 << 20) {
        self.frameBytes = frameBytes
        self.answerBytes = answerBytes
    }
}
