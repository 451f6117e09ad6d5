import Route

RouteDaemon.main()
