import Translate

TranslateDaemon.main()
