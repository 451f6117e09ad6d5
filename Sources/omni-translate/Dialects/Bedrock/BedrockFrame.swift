/// What a frame of a stream is about.
enum BedrockFrame: String {
    case messageStart, contentBlockStart, contentBlockDelta, contentBlockStop, messageStop, metadata
}
