RouteBench.run(CommandLine.arguments)
