import Egress

EgressDaemon.main()
