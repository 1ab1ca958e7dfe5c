import Agent
import Channel
import LinuxIO

/// The folders of a guest's services, of a test's own.
final class ServiceFolders {
    let root: String

    init() throws {
        root = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-services-")
        for folder in [
            "usr/local/etc/qubes-rpc", "etc/qubes-rpc", "usr/local/etc/qubes/rpc-config", "etc/qubes/rpc-config",
        ] { try FileSystem.makeDirectory("\(root)/\(folder)") }
    }

    deinit { try? FileSystem.removeTree(root) }

    var files: ServiceFiles { ServiceFiles(root: root) }

    /// Writes a file, by default one that can be run; its path.
    @discardableResult
    func write(_ path: String, _ text: String = "", mode: UInt32 = 0o755) throws -> String {
        try FileSystem.writeAtomically("\(root)/\(path)", Array(text.utf8))
        try FileSystem.changeMode("\(root)/\(path)", mode)
        return "\(root)/\(path)"
    }

    func link(_ path: String, to target: String) throws { try FileSystem.symbolicLink("\(root)/\(path)", to: target) }

    func find(_ service: String) throws -> ServiceFiles.Kind {
        try files.find(try CallRequest(serviceAndArgument: service, target: ""))
    }

    func settings(_ service: String) throws -> ServiceSettings {
        try files.settings(of: try CallRequest(serviceAndArgument: service, target: ""))
    }
}
