extension Options {
    /// The usage text.
    package static let help = """
        usage: omni-mock --listen 127.0.0.1:PORT [options]

          --listen HOST:PORT     address to serve on; port 0 lets the system choose
          --port-file PATH       write the port there once requests are served
          --key SECRET           require this key; may be given more than once
          --aws-secret SECRET    check signatures of requests to Bedrock with this secret key
          --corpus DIR           replay recorded exchanges as model corpus/ID or ID
          --strict-models LIST   know only these models, separated by commas
          --threads N            event loops, 1 if not given
          --log                  one line for each request on standard error
          --with-parent          end when the parent process ends
          --help, --version

        A listening socket handed over by a service manager (LISTEN_FDS) replaces --listen.

        Served are OpenAI's chat, completions, responses and embeddings, Azure's chat, Anthropic's
        messages, Gemini (also by Vertex's paths), Ollama, Cohere's second chat, and Bedrock's
        Converse, each with its lists and its errors. GET /_mock/requests?last=N shows what was received,
        GET /_mock/stats what was counted, POST /_mock/behaviour changes what comes next.

        A model is named BASE+DIRECTIVE+DIRECTIVE=VALUE. Bases: echo repeats the user, big is long,
        tool... calls the tools offered, corpus/ID replays; any other gives a fixed answer.
        Directives of the answer:
          bytes=N chunks=N calls=N talk think[=N] redacted cached=N stamp signed
          finish=stop|length|filter|pause
          agent[=shell], task    run the command of the last "RUN: " line with an offered tool, and
                                 answer its result with "DONE: "
        Directives of pace and form:
          ttft=TIME delay=TIME drip=Nb:TIME split=N cutat=N comments crlf slowread[=TIME]
        Directives of faults:
          status=N retry-after=TIME times=N html error200 exhausted200 empty noterm nodone
          error=context|prefill|refused|exhausted
          silence=headers|first|after:N cut=headers|after:N|inside:N|reset:N
          errorstream[=after:N] garbage[=after:N]

        """
}
