import Logd

LogdDaemon.main()
