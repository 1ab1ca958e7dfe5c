import Definitions
import FlowAnalysis
import LinuxIO
import Machines
import Policy
import PolicyFiles

extension LoadedPolicy {
    /// What is assumed of the services: the files of `services.d`, or the worst of each where there is no such folder.
    ///
    /// - Returns: The map.
    /// - Throws: ``CommandFailure`` with status 2, after every problem was told on standard error.
    func services() throws(CommandFailure) -> ServiceMap {
        guard let folder = location.servicesDirectory else { return ServiceMap() }
        var files: [SourceFile] = []
        do {
            for name in try FileSystem.list(folder) where name.hasSuffix(".toml") && !name.hasPrefix(".") {
                let path = folder + "/" + name
                let bytes = try FileSystem.read(path, limit: SourceFile.maximumByteCount + 1)
                files.append(SourceFile(path: path, bytes: bytes))
            }
        } catch {
            throw CommandFailure(error.description, code: 2)
        }
        let reading = ServiceMapReader.read(files)
        guard let map = reading.map else {
            for problem in reading.problems { CurrentProcess.writeError(problem.description + "\n") }
            throw CommandFailure("the descriptions of services have errors", code: 2)
        }
        return map
    }

    /// How flows are looked for: a policy that speaks of netvms decides who has one, those of Qubes do not.
    var flowOptions: FlowOptions {
        var options = FlowOptions()
        options.decidesNetwork = FlowGraph.decidesNetwork(rules)
        return options
    }
}
