// Logd
