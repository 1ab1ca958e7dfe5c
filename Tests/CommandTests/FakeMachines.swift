import Machines
import ManagerClient

/// The VMs of the fake manager.
enum FakeMachines {
    static let all: [MachineSnapshot] = [
        MachineSnapshot(
            name: "sys-net", state: .running, machineClass: .serviceVM, label: .red, template: "debian-12",
            templateVersion: "1", providesNetwork: true, memoryMiB: 192, vcpus: 1, tags: ["system"], autostart: true,
            userID: 200_000, processID: 101, agentState: "ready", startedAtMilliseconds: 1_700_000_000_000,
            startDurationMilliseconds: 80, residentMiB: 61),
        MachineSnapshot(
            name: "sys-firewall", state: .running, machineClass: .serviceVM, label: .green, template: "debian-12",
            templateVersion: "1", netvm: "sys-net", providesNetwork: true, memoryMiB: 192, vcpus: 1, tags: ["system"],
            autostart: true, userID: 200_001, processID: 102, agentState: "ready",
            startedAtMilliseconds: 1_700_000_000_000, startDurationMilliseconds: 91, residentMiB: 58),
        MachineSnapshot(
            name: "personal", state: .halted, machineClass: .appVM, label: .yellow, template: "debian-12",
            netvm: "sys-firewall", memoryMiB: 256, vcpus: 1, tags: ["private"], autostart: true, userID: 200_002,
            privateVolume: "/var/lib/bulkhead/volumes/personal.luks", privateVolumeMiB: 2_048),
        MachineSnapshot(
            name: "browsing", state: .paused, machineClass: .dispVM, label: .red, template: "debian-12",
            netvm: "sys-firewall", memoryMiB: 512, vcpus: 2, userID: 200_003, processID: 104),
        MachineSnapshot(
            name: "vault", state: .crashed, stateReason: "QEMU ended with signal 9.", machineClass: .appVM,
            label: .black, template: "debian-12", memoryMiB: 256, vcpus: 1, userID: 200_004, restarts: 3,
            isDefinitionCurrent: false),
    ]
}
