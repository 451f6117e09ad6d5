/// The version of all programs of this build.
public let omniVersion = "0.1.0"
