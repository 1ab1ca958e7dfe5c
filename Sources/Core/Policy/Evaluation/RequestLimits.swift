/// How long the parts of a request may be; longer ones are denied.
package enum RequestLimits {
    /// The longest service name, in bytes.
    package static let serviceBytes = 256
    /// The longest argument, in bytes, its `+` counted.
    package static let argumentBytes = 65_535
    /// The longest name of a VM, in bytes.
    package static let nameBytes = 63
    /// The longest word for a target, in bytes.
    package static let targetBytes = "@dispvm:".utf8.count + nameBytes
}
