package import Hypervisor

/// The command line of QEMU for a machine: a pure function, so that tests hold every word of it.
package enum QEMUArguments {
    /// The guest knows its channel by this name.
    package static let channelName = "org.bulkhead.agent"
    /// Ports into which devices can be plugged while the machine runs.
    package static let hotPlugPorts = 4
    package static let maximumDisks = 8
    /// The cache of translated code, in MiB; filled as needed.
    package static let translationCacheMiB = 64

    /// Places on the bus pcie.0.
    ///
    /// They never change: the guest's names for devices depend on them.
    private enum Slot {
        static let random = 0x02
        static let serial = 0x03
        static let panic = 0x04
        static let firstDisk = 0x08
        static let firstPort = 0x18
    }

    /// The device of a drive, by which another disk is put into it.
    package static func device(of serial: String) -> String { "\(serial)-drive" }

    /// The size of what stands in an empty drive, in bytes: room for a small file system, and no disk is as small.
    package static let emptyDriveBytes = 8 << 20

    /// Writes the command line.
    ///
    /// - Parameters:
    ///   - machine: What to run.
    ///   - descriptors: Where its files are.
    ///   - accelerator: What runs the guest.
    ///   - isClone: Whether its memory is a snapshot's, and its state comes by the control socket.
    /// - Returns: The words behind the program's name.
    package static func make(
        _ machine: MachineSpecification, _ descriptors: MachineDescriptors, _ accelerator: Accelerator,
        isClone: Bool = false
    ) -> [String] {
        var arguments = base(machine, descriptors, accelerator, isClone: isClone)
        arguments += channels(descriptors)
        for (index, (disk, passed)) in zip(machine.disks, descriptors.disks).enumerated() {
            arguments += self.disk(disk, passed, index: index)
        }
        for index in 0..<hotPlugPorts {
            let slot = hexadecimal(Slot.firstPort + index)
            arguments += ["-device", "pcie-root-port,id=port\(index),bus=pcie.0,addr=\(slot),chassis=\(index + 1)"]
        }
        if isClone { arguments += ["-incoming", "defer"] }
        return arguments
    }

    /// A processor that does not praise `rep movsb`.
    ///
    /// Kernel and C library would copy with it, and QEMU translates it byte by byte. Without, copies in a guest are five to
    /// seven times as fast, and it boots faster.
    private static let translatedProcessor = "max,erms=off,fsrm=off"

    private static func base(
        _ machine: MachineSpecification, _ descriptors: MachineDescriptors, _ accelerator: Accelerator, isClone: Bool
    ) -> [String] {
        // A clone's changes are its own: what it writes to is copied first.
        let share = isClone ? "off" : "on"
        let acceleration =
            switch accelerator {
            case .tcg: ["-accel", "tcg,thread=multi,tb-size=\(translationCacheMiB)", "-cpu", translatedProcessor]
            case .kvm: ["-accel", "kvm", "-cpu", "host"]
            }
        return [
            "-name", "guest=\(machine.name),debug-threads=on",
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-S",
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
            "-machine", "q35,memory-backend=ram,dump-guest-core=off,vmport=off,sata=off,smbus=off",
        ] + acceleration + [
            "-smp", "\(machine.vcpus)",
            "-m", "\(machine.memoryMiB)M",
            "-object",
            "memory-backend-file,id=ram,size=\(machine.memoryMiB)M,mem-path=\(path(descriptors.memory)),share=\(share)",
            "-rtc", "base=utc,clock=host",
            "-action", "reboot=shutdown,panic=shutdown",
            "-kernel", path(descriptors.kernel),
            "-initrd", path(descriptors.initramfs),
            "-append", machine.kernelArguments.joined(separator: " "),
            "-object", "rng-builtin,id=random",
            "-device", "virtio-rng-pci,rng=random,bus=pcie.0,addr=\(hexadecimal(Slot.random))",
            "-device", "pvpanic-pci,bus=pcie.0,addr=\(hexadecimal(Slot.panic))",
        ]
    }

    /// Control, guest channel and console: sockets that listen already, so that a later manager can connect again.
    private static func channels(_ descriptors: MachineDescriptors) -> [String] {
        let sockets = [
            ("control", descriptors.control), ("channel", descriptors.channel), ("console", descriptors.console),
        ]
        return sockets.flatMap { ["-chardev", "socket,id=\($0.0),fd=\($0.1),server=on,wait=off"] } + [
            "-mon", "chardev=control,mode=control",
            "-serial", "chardev:console",
            "-device", "virtio-serial-pci,id=serial,bus=pcie.0,addr=\(hexadecimal(Slot.serial)),max_ports=2",
            "-device", "virtserialport,bus=serial.0,nr=1,chardev=channel,name=\(channelName)",
        ]
    }

    /// A disk; locked, so that no two machines write to one volume.
    private static func disk(
        _ disk: DiskSpecification, _ passed: MachineDescriptors.Disk, index: Int
    ) -> [String] {
        let slot = hexadecimal(Slot.firstDisk + index)
        let device = [
            "-device",
            "virtio-blk-pci,id=\(device(of: disk.serial)),drive=disk\(index),serial=\(disk.serial),"
                + "bus=pcie.0,addr=\(slot)",
        ]
        let set = index + 1
        let readOnly = disk.isReadOnly ? "on" : "off"
        let image = passed.key == nil ? "disk\(index)" : "image\(index)"
        var arguments = [
            "-add-fd", "fd=\(passed.image),set=\(set)",
            "-blockdev",
            "driver=file,node-name=\(image),filename=/dev/fdset/\(set),"
                + "locking=\(disk.isEmpty ? "off" : "on"),auto-read-only=off,"
                + "read-only=\(readOnly)" + (disk.isReadOnly ? "" : ",discard=unmap"),
        ]
        if let key = passed.key {
            arguments += [
                "-object", "secret,id=key\(index),file=\(path(key))",
                "-blockdev",
                "driver=luks,node-name=disk\(index),file=\(image),key-secret=key\(index),read-only=\(readOnly)"
                    + (disk.isReadOnly ? "" : ",discard=unmap"),
            ]
        }
        return arguments + device
    }

    private static func path(_ descriptor: CInt) -> String { "/proc/self/fd/\(descriptor)" }

    private static func hexadecimal(_ number: Int) -> String { "0x" + String(number, radix: 16) }
}
