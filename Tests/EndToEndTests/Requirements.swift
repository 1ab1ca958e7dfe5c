import LinuxIO

/// What real VMs need, and where these tests find it.
enum Requirements {
    /// The folder of this checkout.
    static let checkout = FileSystem.parent(of: FileSystem.parent(of: FileSystem.parent(of: #filePath)))

    /// The folder of the programs under test.
    static let programs =
        CurrentProcess.environment("BULKHEAD_PROGRAMS") ?? checkout + "/.build-release/release"

    /// The folder of template images.
    static let images = CurrentProcess.environment("BULKHEAD_IMAGES") ?? "/var/cache/bulkhead/images"

    /// The newest template's own folder.
    static var template: String { images + "/debian-12/current" }

    /// Why no real VM can be started here; nil when all is there.
    static let missing: String? = {
        guard CurrentProcess.effectiveUserID == 0 else { return "they need root" }
        for name in ["bulkheadd", "bulkhead", "bulkhead-broker", "bulkhead-launch"] {
            guard FileSystem.isExecutable("\(programs)/\(name)") else {
                return "there is no program \(programs)/\(name): build it, or set BULKHEAD_PROGRAMS"
            }
        }
        guard FileSystem.exists(template + "/manifest.json") else {
            return "there is no template \(template): build it with guest/build, or set BULKHEAD_IMAGES"
        }
        for name in ["qemu-system-x86_64", "bwrap", "dbus-daemon"] where ChildProcess.find(name) == nil {
            return "the program \(name) is not installed"
        }
        return nil
    }()
}
