import Hypervisor
import QEMUBackend
import Testing

struct HostFactsTests {
    @Test(arguments: [
        (AcceleratorFacts.Device.missing, true, "there is no /dev/kvm"),
        (.closed(reason: "Permission denied"), true, "/dev/kvm does not open: Permission denied"),
        (.open(group: 104), false, "the processor has no vmx or svm flag"),
        (.onlyForRoot, false, "the processor has no vmx or svm flag"),
        (.onlyForRoot, true, "/dev/kvm is open to root only"),
    ])
    func `without working virtualization the choice is tcg, and asking for kvm is an error`(
        device: AcceleratorFacts.Device, virtualizes: Bool, reason: String
    ) throws {
        let facts = AcceleratorFacts(device: device, processorVirtualizes: virtualizes)
        #expect(try AcceleratorChoice.make(wish: nil, facts: facts) == AcceleratorChoice(.tcg, reason: reason))
        #expect(try AcceleratorChoice.make(wish: .tcg, facts: facts).reason == "asked for")
        let error = #expect(throws: HypervisorError.self) { try AcceleratorChoice.make(wish: .kvm, facts: facts) }
        #expect(error?.description == "kvm was asked for, but \(reason)")
        #expect(error?.advice.isEmpty == false)
    }

    @Test(arguments: [104, nil] as [UInt32?])
    func `kvm needs the device and the flag, and brings the device's group`(group: UInt32?) throws {
        let facts = AcceleratorFacts(device: .open(group: group), processorVirtualizes: true)
        for wish in [nil, Accelerator.kvm] {
            let choice = try AcceleratorChoice.make(wish: wish, facts: facts)
            #expect(choice.accelerator == .kvm && choice.deviceGroup == group)
        }
        #expect(try AcceleratorChoice.make(wish: .tcg, facts: facts).accelerator == .tcg)
    }

    @Test(arguments: [
        ("flags\t\t: fpu vmx sse", true), ("flags\t\t: svm", true), ("flags\t\t: fpu sse", false),
        ("model name\t: vmx", false), ("vmx flags\t: vnmi", false), ("flags : xvmx", false), ("", false),
    ])
    func `the flag is looked for among the processor's flags`(text: String, expected: Bool) {
        #expect(AcceleratorFacts.processorVirtualizes(cpuinfo: "processor\t: 0\n\(text)\n") == expected)
    }

    @Test(arguments: [
        (
            "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n",
            ControlGroups.Layout.unified("/sys/fs/cgroup")
        ),
        (
            """
            cgroup /c/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0
            cgroup /c/cpuset cgroup rw,cpuset 0 0
            cgroup /c/memory cgroup rw,memory 0 0
            cgroup2 /c/unified cgroup2 rw 0 0
            """,
            .separate([.cpu: "/c/cpu,cpuacct", .memory: "/c/memory"])
        ),
        ("tmpfs /sys/fs/cgroup tmpfs rw 0 0\n", .none),
        ("", .none),
    ])
    func `control groups are found in both of their versions`(mounts: String, layout: ControlGroups.Layout) {
        let groups = ControlGroups(mounts: mounts)
        #expect(groups.layout == layout)
        if layout == .none { #expect(groups.obstacle(instance: "x") == "no control groups are mounted") }
    }
}
