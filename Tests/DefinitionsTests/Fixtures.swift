import Definitions
import Machines

/// A host that is big enough for everything, with one image template.
let roomyHost = HostFacts(memoryMiB: 16_384, cpuCount: 8, imageTemplates: ["debian-12"])

/// A definition that is right, to add lines to.
let minimalMachine = """
    class = "AppVM"
    label = "red"
    template = "debian-12"

    """

extension SourceFile {
    init(_ path: String, _ text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }
}

/// Reads VMs given as name and text, and settings given as text.
func read(
    _ machines: KeyValuePairs<String, String>, settings: String? = nil, host: HostFacts = roomyHost
) -> ConfigurationResult {
    ConfigurationReader.read(
        settings: settings.map { SourceFile("bulkhead.toml", $0) },
        machines: machines.map { name, text in SourceFile("vms.d/\(name).toml", text) }, host: host)
}

/// What is wrong with one VM named `a` whose definition is the minimal one and `lines`, which begin on line 4.
func problems(adding lines: String, host: HostFacts = roomyHost) -> [String] {
    read(["a": minimalMachine + lines], host: host).problems.map(\.description)
}
