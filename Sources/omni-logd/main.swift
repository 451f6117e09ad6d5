import Logd
