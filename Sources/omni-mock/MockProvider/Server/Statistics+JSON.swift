package import NIOCore

extension Statistics {
    /// The statistics as `/_mock/stats` shows them.
    ///
    /// - Parameter now: The present time by the monotonic clock.
    /// - Returns: The JSON document.
    package func json(at now: NIODeadline) -> ByteBuffer {
        var body = ByteBuffer()
        body.writeStaticString(#"{"now_ms":"#)
        body.writeMilliseconds(now.uptimeNanoseconds)
        body.writeStaticString(#","open_streams":"#)
        body.writeDecimal(openStreams)
        body.writeStaticString(#","connections_accepted":"#)
        body.writeDecimal(connectionsAccepted)
        body.writeStaticString(#","connections_open":"#)
        body.writeDecimal(connectionsOpen)
        body.writeStaticString(#","total":"#)
        total.write(to: &body)
        body.writeStaticString(#","models":{"#)
        for (index, name) in models.keys.sorted().enumerated() {
            if index > 0 { body.writeStaticString(",") }
            body.writeJSON(name)
            body.writeStaticString(":")
            models[name]?.write(to: &body)
        }
        body.writeStaticString(#"},"cancellations":["#)
        for (index, cancellation) in cancellations.enumerated() {
            if index > 0 { body.writeStaticString(",") }
            cancellation.write(to: &body)
        }
        body.writeStaticString("]}")
        return body
    }
}

extension Statistics.Counts {
    fileprivate func write(to body: inout ByteBuffer) {
        body.writeString(
            #"{"requests":\#(requests),"completed":\#(completed),"cancelled":\#(cancelled),"#
                + #""cut":\#(cut),"errors":\#(errors),"chunks":\#(chunks),"#
                + #""prompt_tokens":\#(promptTokens),"completion_tokens":\#(completionTokens),"#
                + #""cached_tokens":\#(cachedTokens),"reasoning_tokens":\#(reasoningTokens)}"#)
    }
}

extension Statistics.Cancellation {
    fileprivate func write(to body: inout ByteBuffer) {
        body.writeStaticString(#"{"model":"#)
        body.writeJSON(model)
        body.writeStaticString(#","timestamp_ms":"#)
        body.writeMilliseconds(time.uptimeNanoseconds)
        body.writeStaticString(#","since_last_write_ms":"#)
        body.writeMilliseconds(UInt64(max(0, sinceLastWrite.nanoseconds)))
        body.writeString(#","chunks":\#(chunks)}"#)
    }
}
