package import Hypervisor

/// Which accelerator is used, and why.
package struct AcceleratorChoice: Hashable, Sendable {
    package let accelerator: Accelerator
    /// Why this one, for people.
    package let reason: String
    /// The group that machines need for the device.
    package let deviceGroup: UInt32?

    package init(_ accelerator: Accelerator, reason: String, deviceGroup: UInt32? = nil) {
        self.accelerator = accelerator
        self.reason = reason
        self.deviceGroup = deviceGroup
    }

    /// Decides.
    ///
    /// There are hosts where `/dev/kvm` opens and ordinary guests hang, because the processor does not virtualize:
    /// the flag counts as much as the device.
    ///
    /// - Parameters:
    ///   - wish: What a person asked for; nil for the best that works.
    ///   - facts: What the host says.
    /// - Returns: The accelerator and the reason.
    /// - Throws: `unusable` when the wish cannot be met.
    package static func make(wish: Accelerator?, facts: AcceleratorFacts) throws(HypervisorError) -> Self {
        if wish == .tcg { return Self(.tcg, reason: "asked for") }
        let obstacle: String
        switch (facts.device, facts.processorVirtualizes) {
        case (.open(let group), true):
            let reason = wish == .kvm ? "asked for" : "/dev/kvm opens and the processor virtualizes"
            return Self(.kvm, reason: reason, deviceGroup: group)
        case (.missing, _): obstacle = "there is no /dev/kvm"
        case (.closed(let reason), _): obstacle = "/dev/kvm does not open: \(reason)"
        case (_, false): obstacle = "the processor has no vmx or svm flag"
        case (.onlyForRoot, _): obstacle = "/dev/kvm is open to root only"
        }
        guard wish == .kvm else { return Self(.tcg, reason: obstacle) }
        throw .unusable(
            what: "kvm was asked for, but \(obstacle)",
            advice: "Use tcg, or switch virtualization on in the host's firmware or hypervisor.")
    }
}
