package import IPC

extension Usage {
    /// Canonical counts as they are recorded: caches are part of the input, reasoning of the output; nothing where the
    /// provider told nothing.
    package init(_ tokens: TokenUsage) {
        self.init()
        guard tokens.isReported else { return }
        source = .reported
        input = tokens.allInput
        cachedInput = tokens.cacheRead
        cacheWrite = tokens.cacheWrite
        cacheWriteHour = min(tokens.cacheWriteHour, tokens.cacheWrite)
        output = tokens.allOutput
        reasoning = tokens.reasoning
        audioInput = tokens.inputAudio
        imageInput = tokens.inputImage
        audioOutput = tokens.outputAudio
        imageOutput = tokens.outputImage
        serverTools = tokens.tools.entries.map {
            ServerToolUse(name: $0.tool.rawValue, calls: $0.calls)
        }
        service = tokens.service
        audioMs = tokens.audioMilliseconds
        billedInput = tokens.billedInput
        billedOutput = tokens.billedOutput
        cachedAudio = min(tokens.cachedAudio, tokens.cacheRead)
        charged = tokens.charged
    }
}
