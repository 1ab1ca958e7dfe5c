import LinuxIO

/// A folder with policy files that goes away with its owner.
final class PolicyFolder {
    let path: String

    /// Makes a folder.
    ///
    /// - Parameter files: What its files hold, by their paths in it.
    /// - Throws: `SystemError` when it cannot be made.
    init(_ files: [String: String]) throws {
        path = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-policy-")
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileSystem.removeTree(path) }

    func write(_ name: String, _ text: String) throws {
        let file = path + "/" + name
        try FileSystem.makeDirectory(FileSystem.parent(of: file))
        try FileSystem.writeAtomically(file, Array(text.utf8), mode: 0o644)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try FileSystem.read(path + "/" + name), as: UTF8.self)
    }

    /// Two VMs, a template of disposables, and dom0.
    static let world = """
        {"domains": {
          "work": {"type": "AppVM", "tags": ["office"], "default_dispvm": "dvm", "netvm": "net"},
          "vault": {"type": "AppVM", "tags": []},
          "dvm": {"type": "AppVM", "tags": [], "template_for_dispvms": true, "netvm": "net"},
          "net": {"type": "AppVM", "tags": [], "provides_network": true}
        }}
        """
}
