import Definitions
import FlowAnalysis
import LinuxIO
import Machines

/// The folder with the descriptions of services, wherever it is.
struct ServiceMapFolder {
    /// The folder; nil when none was found, and nothing is known of any service.
    let path: String?

    /// Chooses the folder.
    ///
    /// - Parameters:
    ///   - named: What the caller named.
    ///   - beside: The one beside the policy.
    /// - Throws: ``CommandFailure`` when a named folder is not there.
    init(named: String?, beside: String?) throws(CommandFailure) {
        guard let named else {
            let installed = PolicyOptions.defaultFolder + "/services.d"
            path = beside ?? (FileSystem.isDirectory(installed) ? installed : nil)
            return
        }
        guard FileSystem.isDirectory(named) else {
            throw CommandFailure(
                "there is no folder \(named)", advice: "name a folder with descriptions of services", code: 2)
        }
        path = named
    }

    /// Reads the folder.
    ///
    /// - Returns: The map; an empty one when there is no folder.
    /// - Throws: ``CommandFailure`` with status 2 when a file is wrong, after every problem was told on standard error.
    func read() throws(CommandFailure) -> ServiceMap {
        guard let path else { return ServiceMap() }
        var files: [SourceFile] = []
        do {
            for name in try FileSystem.list(path).sorted() where name.hasSuffix(".toml") && !name.hasPrefix(".") {
                let file = "\(path)/\(name)"
                files.append(
                    SourceFile(path: file, bytes: try FileSystem.read(file, limit: SourceFile.maximumByteCount + 1)))
            }
        } catch {
            throw CommandFailure("cannot read \(path): \(error.reason)", code: 2)
        }
        let result = ServiceMapReader.read(files)
        for problem in result.problems { CurrentProcess.writeError(problem.description + "\n") }
        guard let map = result.map else {
            throw CommandFailure("the descriptions of services in \(path) have errors", code: 2)
        }
        return map
    }
}
