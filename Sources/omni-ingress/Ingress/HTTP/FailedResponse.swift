/// The event that ends an openai-responses stream which cannot be completed.
struct FailedResponse {
    let id: String
    /// Seconds since 1970.
    let createdAt: Int64
    let sequenceNumber: Int

    /// Its data: every field that strict clients demand of a response, as far as the door knows it.
    func text(_ error: DoorError) -> String {
        var text = "{\"type\":\"response.failed\",\"sequence_number\":\(sequenceNumber),"
        text += "\"response\":{\"id\":"
        ErrorBody.appendString(id, to: &text)
        text += ",\"object\":\"response\",\"created_at\":\(createdAt),\"status\":\"failed\","
        // The codes of this event are a set of their own; of the door's it has one.
        let code = error == .overloaded ? error.code : "server_error"
        text += "\"error\":{\"code\":\"\(code)\",\"message\":"
        ErrorBody.appendString(error.message, to: &text)
        text +=
            "},\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},\"model\":\"\","
        text += "\"output\":[],\"parallel_tool_calls\":true,\"temperature\":null,"
        text += "\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":null,\"usage\":null}}"
        return text
    }
}
