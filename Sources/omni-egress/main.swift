import Egress
