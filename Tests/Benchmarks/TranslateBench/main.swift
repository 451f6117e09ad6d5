TranslateBench.run(CommandLine.arguments)
