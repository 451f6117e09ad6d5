import Ingress

IngressDaemon.main()
