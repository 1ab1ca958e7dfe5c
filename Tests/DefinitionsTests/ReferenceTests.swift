import Definitions
import Machines
import Testing

/// What files say about each other.
@Suite struct ReferenceTests {
    private let network = minimalMachine + "provides_network = true\n"

    private func problems(_ machines: KeyValuePairs<String, String>, settings: String? = nil) -> [String] {
        read(machines, settings: settings).problems.map(\.description)
    }

    @Test func `an unknown netvm is told with the VMs that would do`() {
        #expect(
            problems(["a": minimalMachine + "netvm = \"sys-nett\"", "sys-net": network, "b": minimalMachine]) == [
                "vms.d/a.toml:4:9: unknown VM 'sys-nett'; expected one of sys-net; did you mean 'sys-net'?"
            ])
        #expect(
            problems(["a": minimalMachine + "netvm = \"sys-net\""]) == [
                "vms.d/a.toml:4:9: unknown VM 'sys-net'; expected the name of one, but there is none yet"
            ])
    }

    @Test func `a netvm must provide a network`() {
        #expect(
            problems(["a": minimalMachine + "netvm = \"b\"", "b": minimalMachine, "sys-net": network]) == [
                "vms.d/a.toml:4:9: the VM 'b' does not provide a network (provides_network = true); "
                    + "expected one of sys-net"
            ])
    }

    @Test func `a cycle of netvms is told once, with its path`() {
        #expect(
            problems([
                "a": network + "netvm = \"b\"", "b": network + "netvm = \"c\"", "c": network + "netvm = \"b\"",
            ]) == ["vms.d/b.toml:5:9: cyclic netvm: b -> c -> b; expected a chain that ends"])
        #expect(
            problems(["a": network + "netvm = \"a\""]) == [
                "vms.d/a.toml:5:9: cyclic netvm: a -> a; expected a chain that ends"
            ])
    }

    @Test func `a template is an image or a TemplateVM`() {
        let template = "class = \"TemplateVM\"\nlabel = \"black\"\n"
        let app = "class = \"AppVM\"\nlabel = \"red\"\n"
        #expect(problems(["deb": template, "a": app + "template = \"deb\""]).isEmpty)
        #expect(
            problems(["deb": template, "a": app + "template = \"debian-13\""]) == [
                "vms.d/a.toml:3:12: unknown template 'debian-13'; expected one of deb, debian-12; "
                    + "did you mean 'debian-12'?"
            ])
        #expect(
            problems(["b": minimalMachine, "a": app + "template = \"b\""]) == [
                "vms.d/a.toml:3:12: the VM 'b' is no TemplateVM; expected one of debian-12"
            ])
        #expect(
            problems(["a": app]) == [
                "vms.d/a.toml:1:1: missing key 'template': class AppVM needs one; expected one of debian-12"
            ])
        #expect(
            problems(["t": template + "template = \"u\"", "u": template + "template = \"t\""]) == [
                "vms.d/t.toml:3:12: cyclic template: t -> u -> t; expected a chain that ends"
            ])
    }

    @Test func `disposables come from a disposable template`() {
        let disposable = "class = \"DispVM\"\nlabel = \"red\"\n"
        let template = minimalMachine + "template_for_dispvms = true\n"
        #expect(
            problems([
                "dvm": template + "default_dispvm = \"dvm\"", "d": disposable + "template = \"dvm\"",
            ]).isEmpty)
        #expect(
            problems(["dvm": template, "d": disposable + "template = \"debian-12\""]) == [
                "vms.d/d.toml:3:12: unknown VM 'debian-12'; expected one of dvm"
            ])
        #expect(
            problems(["dvm": template, "b": minimalMachine, "a": minimalMachine + "default_dispvm = \"b\""]) == [
                "vms.d/a.toml:4:18: the VM 'b' is no disposable template (template_for_dispvms = true); "
                    + "expected one of dvm"
            ])
    }

    @Test func `a file that cannot be read causes no complaint about its name`() {
        let found = problems(["a": minimalMachine + "netvm = \"sys-net\"", "sys-net": "class ="])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("vms.d/sys-net.toml:1:") == true)
    }

    @Test(arguments: ["provides_network = 1", "provide_network = true"])
    func `a mistake about what is offered is told once, and not again by each that needs it`(line: String) {
        let found = problems(["a": minimalMachine + "netvm = \"sys-net\"", "sys-net": minimalMachine + line])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("vms.d/sys-net.toml:4:") == true)
    }

    @Test func `the file name is the name, and must be one`() {
        #expect(
            problems(["Work": minimalMachine]) == [
                "vms.d/Work.toml:1:1: the file name is no VM name: the name 'Work' starts with 'W', not with a letter "
                    + "a-z; expected NAME.toml with a name [a-z][a-z0-9-]{0,30}"
            ])
        let other = SourceFile("vms.d/a.conf", minimalMachine)
        #expect(
            ConfigurationReader.read(settings: nil, machines: [other], host: roomyHost).problems.map(\.description) == [
                "vms.d/a.conf:1:1: the file name does not end in '.toml'; expected NAME.toml"
            ])
    }

    @Test func `a name that two files give is told`() {
        let files = ["vms.d/a.toml", "extra.d/a.toml"].map { SourceFile($0, minimalMachine) }
        #expect(
            ConfigurationReader.read(settings: nil, machines: files, host: roomyHost).problems.map(\.description) == [
                "vms.d/a.toml:1:1: the VM 'a' is already defined in extra.d/a.toml; expected one file for each name"
            ])
    }

    @Test func `more VMs than allowed are one problem`() {
        let files = (1...1002).map { SourceFile("vms.d/v\($0).toml", minimalMachine) }
        let settings = SourceFile("bulkhead.toml", "[uids]\ncount = 2000")
        let result = ConfigurationReader.read(settings: settings, machines: files, host: roomyHost)
        #expect(result.problems.map(\.message) == ["1002 VMs are defined"])
        #expect(result.configuration == nil)
    }

    @Test func `there must be a user id for each VM`() {
        #expect(
            problems(["a": minimalMachine, "b": minimalMachine], settings: "uids = { first = 5000, count = 1 }") == [
                "bulkhead.toml:1:32: 1 user ids for 2 VMs; expected one for each VM"
            ])
    }

    @Test func `all problems of all files come out together, in order`() {
        let result = read(
            ["b": minimalMachine + "vcpus = 0\nmemory = 1\n", "a": minimalMachine + "tag = []", "c": "="],
            settings: "x = 1")
        #expect(
            result.problems.map { "\($0.file):\($0.line)" } == [
                "bulkhead.toml:1", "vms.d/a.toml:4", "vms.d/b.toml:4", "vms.d/b.toml:5", "vms.d/c.toml:1",
            ])
        #expect(result.configuration == nil)
    }

    @Test func `a warning does not refuse the configuration`() {
        let result = read(["a": minimalMachine + "[restart]\nmode = \"always\"\nwindow_seconds = 1"])
        #expect(result.problems.map(\.severity) == [.warning])
        #expect(result.configuration?.machines.count == 1)
    }

    @Test func `a way out arrives in the value, and not beside a netvm`() throws {
        let uplink = """
            [uplink]
            namespace = "/run/netns/lab"
            address = "192.0.2.2/24"
            gateway = "192.0.2.1"
            resolvers = ["192.0.2.53"]
            """
        let result = read(["sys-net": network + uplink])
        #expect(result.problems.isEmpty)
        let expected = UplinkDefinition(
            place: .namespace("/run/netns/lab"),
            addresses: try OutsideAddresses(
                address: "192.0.2.2/24", gateway: "192.0.2.1", resolvers: ["192.0.2.53"]))
        #expect(result.configuration?[try MachineName("sys-net")]?.uplink == expected)
        let both = read(["sys-net": network, "a": minimalMachine + "netvm = \"sys-net\"\n" + uplink])
        #expect(both.problems.map(\.message) == ["both 'netvm' and [uplink] are there"])
    }

    @Test func `every key arrives in the value`() throws {
        let text = """
            class = "ServiceVM"
            label = "purple"
            template = "debian-12"
            netvm = "sys-net"
            provides_network = true
            memory = "1GiB"
            vcpus = 3
            tags = ["work", 'audit']
            autostart = true
            default_dispvm = "a"
            template_for_dispvms = true
            volume = { size = "3GiB", encryption = "none" }
            start.mode = "boot"
            start.timeout_seconds = 7
            start.shutdown_timeout_seconds = 8
            [restart]
            mode = "always"
            initial_delay_ms = 9
            maximum_delay_ms = 10
            attempts = 11
            window_seconds = 12
            """
        let result = read(["a": text, "sys-net": network])
        #expect(result.problems.isEmpty)
        let expected = try MachineDefinition(
            name: MachineName("a"), machineClass: .serviceVM, label: .purple, template: MachineName("debian-12"),
            netvm: MachineName("sys-net"), providesNetwork: true, memoryMiB: 1024, vcpus: 3,
            tags: [Tag("work"), Tag("audit")], autostart: true, defaultDispvm: MachineName("a"),
            templateForDispvms: true, volume: VolumeDefinition(sizeMiB: 3072, encryption: .none),
            start: StartDefinition(mode: .boot, timeoutSeconds: 7, shutdownTimeoutSeconds: 8),
            restart: RestartPolicy(
                mode: .always, initialDelayMilliseconds: 9, maximumDelayMilliseconds: 10, attempts: 11,
                windowSeconds: 12))
        #expect(result.configuration?[expected.name] == expected)
    }
}
