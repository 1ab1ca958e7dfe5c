import ManagerClient
import Machines
import SystemBus
import Testing

struct SnapshotTests {
    private let machine = MachineSnapshot(
        name: "sys-net", state: .running, stateReason: "r", machineClass: .serviceVM, label: .red, template: "t",
        templateVersion: "3", netvm: "n", providesNetwork: true, memoryMiB: 300, vcpus: 2, tags: ["a", "b"],
        autostart: true, userID: 200_001, processID: 7, agentState: "ready", restarts: 1,
        startedAtMilliseconds: 1_700_000_000_000, startDurationMilliseconds: 80, privateVolume: "/v/sys-net.luks",
        privateVolumeMiB: 2_048, residentMiB: 90, isDefinitionCurrent: false)

    private let manager = ManagerSnapshot(
        version: "1", processID: 1, accelerator: "tcg", acceleratorReason: "no KVM", configurationDirectory: "/c",
        isConfigurationCurrent: false, configurationProblems: ["a:1:1: bad"], stateDirectory: "/s", runDirectory: "/r",
        memoryTotalMiB: 16_000, memoryReservedMiB: 300, startedAtMilliseconds: 5,
        policy: PolicySnapshot(
            generation: 3, digest: "ab", ruleCount: 92, assertionCount: 12, lockedVersion: 7, loadedAtMilliseconds: 6,
            disk: .refused, problems: ["p:1:1: bad"], problemCount: 200))

    @Test func `a snapshot comes back from its values`() throws {
        #expect(try MachineSnapshot(values: machine.values) == machine)
        #expect(try ManagerSnapshot(values: manager.values) == manager)
    }

    @Test func `every declared property has a value of its declared type, and there are no others`() {
        for (interface, values) in [
            (ManagerInterface.machine, machine.values), (ManagerInterface.manager, manager.values),
        ] {
            let declared = Dictionary(uniqueKeysWithValues: interface.properties.map { ($0.name, $0.type) })
            #expect(values.mapValues(\.type) == declared)
        }
    }

    @Test func `only what differs is a change`() {
        var later = machine
        later.state = .crashed
        later.residentMiB = 0
        #expect(later.changes(since: machine) == ["State": .string("Crashed"), "ResidentMiB": .uint32(0)])
        #expect(machine.changes(since: machine).isEmpty)
    }

    @Test func `a property that is missing, or of another type, is named`() {
        var values = machine.values
        values["Vcpus"] = .string("two")
        #expect(throws: ManagerError.unexpectedReply("property Vcpus of VM 'sys-net'")) {
            try MachineSnapshot(values: values)
        }
        values = manager.values
        values["Version"] = nil
        #expect(throws: ManagerError.unexpectedReply("property Version of the manager")) {
            try ManagerSnapshot(values: values)
        }
    }

    @Test(arguments: [RunStatus.exited(0), .exited(255), .signalled(9), .failed("no such user: x")])
    func `the end of a command is one line and back`(status: RunStatus) {
        #expect(RunStatus(line: status.line) == status)
        #expect(status.line.hasSuffix("\n"))
    }

    @Test(arguments: ["", "exit", "exit x\n", "signal \n", "done 1\n", "exit 99999999999"])
    func `another line is none`(line: String) {
        #expect(RunStatus(line: line) == nil)
    }

    @Test func `an error text of several lines stays one`() {
        #expect(RunStatus.failed("a\nb\nc").line == "error a b c\n")
    }

    @Test func `requests and options come back from their arguments`() throws {
        let request = RunRequest(
            command: ["ls", "-l"], user: "user", environment: ["A=b"], directory: "/", usesShell: false)
        #expect(try RunRequest(arguments: request.arguments) == request)
        let options = StopOptions(timeoutMilliseconds: 500, force: true, wait: false)
        #expect(try StopOptions(value: options.value) == options)
        #expect(throws: BusFailure.self) { try RunRequest(arguments: [.strings([]), .options([:])]) }
        #expect(throws: BusFailure.self) { try StopOptions(value: .options(["speed": .uint32(1)])) }
        #expect(throws: BusFailure.self) { try StopOptions(value: .options(["force": .uint32(1)])) }
    }

    @Test func `the path of a VM tells its name`() {
        #expect(ManagerInterface.path(ofMachine: "sys-net") == "/org/bulkhead/Manager1/machine/sys_2dnet")
        #expect(ManagerInterface.machine(at: "/org/bulkhead/Manager1/machine/sys_2dnet") == "sys-net")
        #expect(ManagerInterface.machine(at: "/org/bulkhead/Manager1") == nil)
    }

    @Test func `the command line is nearer than the environment`() {
        let directory = ManagerLocation(runDirectory: "/a", environmentBus: "x", environmentRunDirectory: "/b")
        #expect(directory.bus == nil)
        #expect(directory.runDirectory == "/a")
        #expect(ManagerLocation(environmentBus: "x", environmentRunDirectory: "/b").bus == "x")
        #expect(ManagerLocation().runDirectory == "/run/bulkhead")
        #expect(!ManagerLocation().isRunDirectoryGiven)
    }
}
