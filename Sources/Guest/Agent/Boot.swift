internal import LinuxIO

/// From the initramfs to the root file system.
enum Boot {
    private static let modules = "/modules"
    private static let lower = "/lower"
    private static let volatile = "/volatile"
    private static let newRoot = "/newroot"
    private static let mapping = "root"
    /// This program, for the root file system: the tools of the guest are links to it.
    private static let ownProgram = "/init"
    private static let toolProgram = "/usr/lib/bulkhead/guest"

    /// Mounts what the kernel offers, loads the modules of the initramfs, and returns the kernel's command line.
    static func prepareInitramfs() throws(AgentError) -> KernelCommandLine {
        // CLinux has mounted /proc before the Swift runtime started.
        if !FileSystem.exists("/proc/self") {
            try mount("proc", on: "/proc", type: "proc", [.noSetUserID, .noDevices, .noExecution])
        }
        try mount("sysfs", on: "/sys", type: "sysfs", [.noSetUserID, .noDevices, .noExecution])
        try mount("devtmpfs", on: "/dev", type: "devtmpfs", [.noSetUserID, .noExecution], data: "mode=0755")
        openStandardDescriptors()
        let text = try AgentError.naming("command line") { () throws(SystemError) in
            try FileSystem.readText("/proc/cmdline")
        }
        let order = try AgentError.naming("modules") { () throws(SystemError) in
            try FileSystem.readText("\(modules)/order")
        }
        for line in order.split(separator: "\n") where !line.isEmpty {
            try AgentError.naming("modules") { () throws(SystemError) in
                try GuestKernel.loadModule("\(modules)/\(line)")
            }
        }
        return KernelCommandLine(text)
    }

    /// Mounts the verified root with a volatile overlay and makes it the root of this process.
    static func enterRoot(_ commandLine: KernelCommandLine) throws(AgentError) {
        guard let parameter = commandLine["bulkhead.verity"] else {
            throw .commandLine("there is no bulkhead.verity, and an unverified root is never used")
        }
        let verity = try VerityParameters(parameter)
        let device = try BlockDevices.path(serial: "root")
        let mapped = try AgentError.naming("dm-verity") { () throws(SystemError) in
            try GuestKernel.createMappedDevice(
                name: mapping, sectors: verity.sectors, target: "verity", parameters: verity.table(device: device))
        }
        let path = "/dev/dm-\(mapped.minor)"
        try AgentError.naming("dm-verity") { () throws(SystemError) in
            try GuestKernel.makeBlockDevice(path, major: mapped.major, minor: mapped.minor)
        }
        try mount(path, on: lower, type: "erofs", [.readOnly, .noDevices])
        try mount("tmpfs", on: volatile, type: "tmpfs", [.noDevices], data: "mode=0755")
        try directory("\(volatile)/upper")
        try directory("\(volatile)/work")
        try mount(
            "overlay", on: newRoot, type: "overlay", [],
            data: "lowerdir=\(lower),upperdir=\(volatile)/upper,workdir=\(volatile)/work")
        // The file of PID 1 is in memory anyway; an image for another agent has no place for it.
        if FileSystem.isFile(newRoot + toolProgram) {
            try mount(ownProgram, on: newRoot + toolProgram, type: "", [.bind])
        }
        // The initramfs stays in memory for good; what is used up goes.
        try? FileSystem.removeTree(modules)
        for name in ["/dev", "/proc", "/sys"] {
            try directory(newRoot + name)
            try mount(name, on: newRoot + name, type: "", [.move])
        }
        try AgentError.naming("switch root") { () throws(SystemError) in
            try CurrentProcess.changeDirectory(newRoot)
            try Mounts.mount(".", on: "/", .move)
            try Mounts.changeRoot(".")
            try CurrentProcess.changeDirectory("/")
        }
        try mountInRoot()
    }

    /// What a Debian user land expects to find.
    private static func mountInRoot() throws(AgentError) {
        try mount("tmpfs", on: "/run", type: "tmpfs", [.noSetUserID, .noDevices], data: "mode=0755,size=20%")
        try directory("/run/lock", mode: 0o1777)
        try mount(
            "devpts", on: "/dev/pts", type: "devpts", [.noSetUserID, .noExecution],
            data: "gid=5,mode=0620,ptmxmode=0666")
        try mount("tmpfs", on: "/dev/shm", type: "tmpfs", [.noSetUserID, .noDevices], data: "mode=1777")
        for (name, target) in [("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")] {
            try? FileSystem.symbolicLink("/dev/\(name)", to: "/proc/self/fd\(target)")
        }
        try? LoopbackInterface.bringUp()
    }

    /// Without a console the kernel starts PID 1 with no descriptors at all, and files would take their numbers.
    private static func openStandardDescriptors() {
        for number: CInt in 0...2 where !CurrentProcess.isOpen(number) {
            let path = FileSystem.exists("/dev/console") ? "/dev/console" : "/dev/null"
            guard let opened = try? FileSystem.open(path, .readWrite) else { return }
            let given = opened.release()
            if given == number { try? CurrentProcess.keepAcrossExec(given) }
        }
    }

    static func mount(
        _ source: String, on target: String, type: String, _ options: Mounts.Options, data: String = ""
    ) throws(AgentError) {
        // What is bound over a file has a file there already.
        if !FileSystem.isFile(target) { try directory(target) }
        try AgentError.naming("mount") { () throws(SystemError) in
            try Mounts.mount(source, on: target, type: type, options, data: data)
        }
    }

    static func directory(_ path: String, mode: UInt32 = 0o755) throws(AgentError) {
        guard !FileSystem.isDirectory(path) else { return }
        try AgentError.naming("directory") { () throws(SystemError) in
            try FileSystem.makeDirectory(path, mode: mode)
        }
    }
}
