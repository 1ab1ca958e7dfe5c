internal import Channel
internal import LinuxIO

/// The one disk of a guest that persists.
enum PrivateVolume {
    static let mountPoint = "/rw"
    private static let serial = "private"
    private static let ordinaryUser: (name: String, identifier: UInt32) = ("user", 1000)
    /// e2fsck(8): from this exit code on, errors were left uncorrected.
    private static let firstBadCheckCode: Int32 = 4

    /// Does what the host instructs, and mounts the volume with `/home` and `/usr/local` from it.
    static func prepare(_ instruction: VolumeInstruction) throws(AgentError) -> VolumeOutcome {
        try Boot.directory(mountPoint)
        let outcome: VolumeOutcome
        switch instruction {
        case .none: return .none
        case .existing:
            let device = try BlockDevices.path(serial: serial)
            guard let superblock = try superblock(of: device) else {
                throw .volume("\(device) has no ext4 file system; it is not formatted again over what was there")
            }
            try check(device, superblock)
            outcome = .mounted
            try mount(device)
        case .blank(let uuid):
            let device = try BlockDevices.path(serial: serial)
            if let superblock = try superblock(of: device) {
                guard superblock.uuid == uuid.bytes else {
                    throw .volume("\(device) should be blank but carries another file system")
                }
                try check(device, superblock)
                outcome = .mounted
            } else {
                try format(device, "\(uuid)")
                outcome = .formatted
            }
            try mount(device)
        }
        try populate("home", from: "/home")
        try populate("usrlocal", from: "/usr/local")
        // The host will say `existing` from now on, even if the power fails in the next second.
        if outcome == .formatted { GuestKernel.synchronizeDisks() }
        return outcome
    }

    /// Does once, with what stands in the empty drive, what a volume needs: the code for it is in memory then, and
    /// translated where the processor is.
    static func rehearse() throws(AgentError) {
        try Boot.directory(mountPoint)
        let device = try BlockDevices.path(serial: serial, isEmpty: true)
        if try superblock(of: device) == nil {
            try format(device, rehearsalUUID)
        }
        try mount(device)
        do throws(SystemError) {
            if !FileSystem.exists("\(mountPoint)/home") {
                try FileSystem.makeDirectory("\(mountPoint)/home")
            }
            try Mounts.mount("\(mountPoint)/home", on: "/home", .bind)
            try Mounts.unmount("/home")
            try Mounts.unmount(mountPoint)
        } catch {
            throw .volume("\(error)")
        }
    }

    private static func superblock(of device: String) throws(AgentError) -> Ext4Superblock? {
        do throws(SystemError) {
            let file = try FileSystem.open(device)
            var bytes: [UInt8] = []
            while bytes.count < Ext4Superblock.offsetBytes + Ext4Superblock.byteCount {
                guard let more = try file.read(limit: 4096), !more.isEmpty else { break }
                bytes += more
            }
            return Ext4Superblock(device: bytes)
        } catch {
            throw .volume("\(error)")
        }
    }

    /// Of the file system in the empty drive; that of no volume.
    private static let rehearsalUUID = "00000000-0000-0000-0000-000000000001"

    private static func format(_ device: String, _ uuid: String) throws(AgentError) {
        try run(
            "/usr/sbin/mkfs.ext4",
            [
                "-q", "-F", "-U", uuid, "-L", serial, "-m", "0",
                "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", device,
            ], badFrom: 1)
    }

    private static func check(_ device: String, _ superblock: Ext4Superblock) throws(AgentError) {
        guard !superblock.isClean else { return }
        try run("/usr/sbin/e2fsck", ["-p", device], badFrom: firstBadCheckCode)
    }

    private static func mount(_ device: String) throws(AgentError) {
        do throws(SystemError) {
            try Mounts.mount(device, on: mountPoint, type: "ext4", [.noSetUserID, .noDevices, .noAccessTime])
        } catch {
            throw .volume("\(error)")
        }
    }

    /// Binds a directory of the volume over one of the image, from which it is made the first time.
    private static func populate(_ name: String, from original: String) throws(AgentError) {
        let kept = "\(mountPoint)/\(name)"
        if !FileSystem.exists(kept) {
            // Made beside its place and renamed: a start that is cut off leaves nothing half-made behind.
            let partial = "\(kept).partial"
            do throws(SystemError) {
                try FileSystem.removeTree(partial)
            } catch {
                throw .volume("\(error)")
            }
            try run("/bin/cp", ["-a", original, partial], badFrom: 1)
            if name == "home" { try makeHome(in: partial) }
            do throws(SystemError) {
                try FileSystem.rename(partial, to: kept)
            } catch {
                throw .volume("\(error)")
            }
        }
        do throws(SystemError) {
            try Mounts.mount(kept, on: original, .bind)
        } catch {
            throw .volume("\(error)")
        }
    }

    private static func makeHome(in directory: String) throws(AgentError) {
        let home = "\(directory)/\(ordinaryUser.name)"
        guard !FileSystem.exists(home) else { return }
        if FileSystem.isDirectory("/etc/skel") {
            try run("/bin/cp", ["-a", "/etc/skel", home], badFrom: 1)
        } else {
            try Boot.directory(home)
        }
        try run("/bin/chown", ["-R", "\(ordinaryUser.identifier):\(ordinaryUser.identifier)", home], badFrom: 1)
        try run("/bin/chmod", ["0700", home], badFrom: 1)
    }

    private static func run(_ program: String, _ arguments: [String], badFrom: Int32) throws(AgentError) {
        let result: (code: Int32, output: String)
        do throws(SystemError) {
            result = try ChildProcess.run(program, arguments)
        } catch {
            throw .volume("\(error)")
        }
        guard result.code < badFrom else {
            throw .volume("\(FileSystem.lastComponent(of: program)) ended with \(result.code): \(result.output)")
        }
    }
}
