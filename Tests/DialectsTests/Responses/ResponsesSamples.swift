/// Requests as clients send them, shortened.
enum ResponsesSamples {
    static let codexRequest = #"""
        {"model":"gpt-5-codex","instructions":"You are a coding agent.","input":[
          {"type":"message","role":"developer","content":[{"type":"input_text","text":"sandbox"}]},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"list files"}]},
          {"type":"local_shell_call","call_id":"call_9","status":"completed",
           "action":{"type":"exec","command":["ls"],"env":{}}},
          {"type":"local_shell_call_output","call_id":"call_9","output":"a\nb"},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"go on"}]}],
         "tools":[
          {"type":"function","name":"exec_command","description":"run","strict":false,
           "parameters":{"type":"object","properties":{"cmd":{"type":"string"}},"required":["cmd"]}},
          {"type":"custom","name":"apply_patch","description":"edit",
           "format":{"type":"grammar","syntax":"lark","definition":"start: X"}},
          {"type":"namespace","name":"mcp","description":"servers","tools":[
            {"type":"function","name":"search","strict":false,
             "parameters":{"type":"object","properties":{}}}]},
          {"type":"local_shell"},{"type":"web_search","external_web_access":true}],
         "tool_choice":"auto","parallel_tool_calls":true,
         "reasoning":{"effort":"high","summary":"auto"},"store":false,"stream":true,
         "include":["reasoning.encrypted_content"],"prompt_cache_key":"thread-1",
         "client_metadata":{"session_id":"s"}}
        """#
}
