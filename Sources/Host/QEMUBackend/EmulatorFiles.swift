internal import Jail
internal import LinuxIO

/// What QEMU itself consists of on this host, and nothing of any machine.
enum EmulatorFiles {
    private static let candidates = [
        "/usr/lib", "/usr/lib64", "/usr/share/qemu", "/usr/share/seabios", "/etc/ld.so.cache",
    ]
    /// Links into /usr on a host with merged directories, directories of their own elsewhere.
    private static let libraries = ["/lib", "/lib64"]

    static func add(to specification: inout JailSpecification, emulator: String) {
        specification.visiblePaths = [emulator] + candidates.filter { FileSystem.exists($0) }
        for path in libraries {
            if let target = FileSystem.linkTarget(path) {
                specification.links.append(JailSpecification.Link(path, to: target))
            } else if FileSystem.isDirectory(path) {
                specification.visiblePaths.append(path)
            }
        }
    }
}
