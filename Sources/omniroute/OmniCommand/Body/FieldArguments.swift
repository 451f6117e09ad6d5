internal import ArgumentParser

/// Fields of a thing, as a command takes them.
struct FieldArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Fields, named as in omniroute.yaml(5).",
            discussion: """
                The value is JSON where it is JSON, such as 4, true or '["a","b"]', and text otherwise. \
                A dot leads into a field: limits.concurrency=4. LIST[]=VALUE adds to a list. \
                Secrets come from elsewhere: api_key_env=VARIABLE, api_key_file=FILE.
                """,
            valueName: "field=value"))
    var fields: [String] = []
}
