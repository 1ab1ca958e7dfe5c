/// What a hypervisor can do here; what is not in the set is not offered, rather than refused late.
package struct HypervisorCapabilities: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Guests run on the processor's virtualization, not in software.
    package static let hardwareAcceleration = HypervisorCapabilities(rawValue: 1 << 0)
    package static let pause = HypervisorCapabilities(rawValue: 1 << 1)
    /// Each machine's processes are confined to a control group with limits.
    package static let resourceLimits = HypervisorCapabilities(rawValue: 1 << 2)
    package static let encryptedVolumes = HypervisorCapabilities(rawValue: 1 << 3)
    /// Machines can start as copies of one that has booted.
    package static let clones = HypervisorCapabilities(rawValue: 1 << 4)
}
