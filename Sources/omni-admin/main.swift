import Admin

AdminDaemon.main()
